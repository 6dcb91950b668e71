import { describe, invalidType } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import { checkFormat, type OpenOptions, openTable } from '../readers/open-table.js';
import { checkTableOptions } from '../readers/options.js';
import { rereadable } from '../readers/replay.js';
import { chooseRoles, type Roles } from '../readers/roles.js';
import { type Source, sourceName } from '../readers/source.js';
import type { Table } from '../readers/table.js';
import { encoderOf } from './encode-table.js';
import { checkEncoderOptions, ENCODER_OPTIONS, type EncoderOptions, encoderOptionsOf } from './options.js';
import { TableEncoder } from './table-encoder.js';

/** Options of `readTable`. */
export interface TableOptions extends OpenOptions, EncoderOptions {
  /** The column of the labels: its name, or its index from 0, negative from the end. null: none. Default −1, the last. */
  target?: string | number | null;
  /** The columns of X by name, in the order wanted. Default: every column but the target, in the file's order. */
  features?: readonly string[];
  /** Columns of text by name: `texts` has them, joined by a space, and X the columns of `features` only. */
  text?: readonly string[];
  /** The labels the target may hold, such as a model's classes. */
  classes?: readonly Label[];
  /** What the columns of X are made by: that of the rows a model was fitted to. Default: one that is learnt from these rows. */
  encoder?: TableEncoder;
  /** Of X: 'float64' keeps every digit. Default 'float32'. */
  precision?: 'float32' | 'float64';
  /** What error messages call the source. Default: its path, the name of a File, the last part of a URL, or "data". */
  name?: string;
}

export interface Prepared {
  readonly table: Table;
  readonly roles: Roles;
  readonly encoder: TableEncoder | null;
  /** Ends a stream, whether or not it has been read. */
  close(): Promise<void>;
}

/** Checks the options, opens a table and learns what its columns become. */
export async function prepare(source: Source, options: TableOptions): Promise<Prepared> {
  check(options);
  const { encoder } = options;
  const { target, features, text } = options;
  const wanted = {
    ...(target !== undefined && { target }),
    ...(features && { features }),
    ...(text && { text }),
    ...(encoder && { features: encoder.columns, learnt: { missingValues: encoder.missingValues } }),
  };
  const bytes = rereadable(source);
  const close = async () => {
    await bytes.close?.();
  };
  try {
    const table = await openTable(bytes, options.name ?? sourceName(source), options, wanted);
    if (encoder && options.target === undefined && encoder.columns.includes(table.names.at(-1) as string))
      throw invalidType(
        'target',
        `a column, or null where there are no labels: the last column, ${describe(table.names.at(-1))}, is one of the encoder`,
        undefined,
      );
    const roles = chooseRoles(table.names, wanted, { file: table.file, ...table.namesAt }, !table.unnamed);
    return { table, roles, encoder: encoder ?? (await encoderOf(table, roles, options)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function check(options: TableOptions): void {
  const { classes, encoder, features, text } = options;
  checkFormat(options.format);
  checkTableOptions(options);
  if (classes) checkedClasses(classes);
  checkEncoderOptions(encoderOptionsOf(options));
  if (encoder !== undefined && !(encoder instanceof TableEncoder))
    throw invalidType('encoder', 'a TableEncoder', encoder);
  const reason = encoder
    ? 'the encoder says what becomes of columns'
    : text && !features
      ? 'text is asked for alone'
      : null;
  if (reason === null) return;
  const stray = ([...(encoder ? (['features'] as const) : []), ...ENCODER_OPTIONS] as const).find(
    name => options[name] !== undefined,
  );
  if (stray !== undefined) throw invalidType(stray, `nothing, for ${reason}`, options[stray]);
}
