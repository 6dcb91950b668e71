import { trainTestSplit } from '../../data/split.js';
import type { Label } from '../../labels.js';
import type { TableFormat } from '../../readers/format.js';
import { type OpenOptions, openTable } from '../../readers/open-table.js';
import { chooseRoles, type Roles } from '../../readers/roles.js';
import type { Table } from '../../readers/table.js';
import type { SoftmaxRegression } from '../../softmax-regression.js';
import type { ColumnEncoding } from '../../tables/column-encoding.js';
import { encoderOf, encodeTable } from '../../tables/encode-table.js';
import { checkEncoderOptions, type EncoderOptions, policyOf } from '../../tables/options.js';
import { isSavedEncoder } from '../../tables/saved.js';
import { TableEncoder } from '../../tables/table-encoder.js';
import { checked, Misuse } from '../failure.js';
import { columnNames, columnOf, missingTexts, type TableOptions } from '../table-options.js';
import type { InputFile } from './source.js';

/** A table that is open, what its columns are for, and what makes numbers of them. */
export interface OpenedTable {
  readonly table: Table;
  readonly roles: Roles;
  readonly encoder: TableEncoder | null;
}

/** What a model says of the columns that it takes. */
export interface Columns {
  readonly text?: readonly string[] | undefined;
  readonly model?: SoftmaxRegression | undefined;
}

/** Rows that are held out, and do not take part in means. */
export interface HeldOut {
  readonly testSize?: number | undefined;
  readonly seed?: number | undefined;
}

/** What the user says of categories and missing values. @throws Misuse */
export function encoderOptions(args: TableOptions): EncoderOptions {
  const { categorical, missing, missingIndicator, unknown, dropFirst } = args;
  const options: Record<string, unknown> = {
    ...(categorical !== undefined && {
      categorical: categorical === 'auto' ? 'auto' : categorical === 'none' ? [] : columnNames(categorical),
    }),
    ...(missing !== undefined && {
      missing: missing.trim() !== '' && !Number.isNaN(Number(missing)) ? Number(missing) : missing,
    }),
    ...(missingIndicator && { missingIndicator }),
    ...(unknown !== undefined && { handleUnknown: unknown }),
    ...(dropFirst && { drop: 'first' }),
  };
  return checked(() => {
    checkEncoderOptions(options);
    return options;
  });
}

/** @param labelled labels are to be read: of the column asked for, the model's, or the last where columns have no names */
export async function openForModel(
  input: InputFile,
  args: TableOptions,
  { text, model }: Columns & { model: SoftmaxRegression },
  labelled: boolean,
): Promise<OpenedTable> {
  const saved = isSavedEncoder(model.vectorizer) ? TableEncoder.fromJSON(model.vectorizer) : null;
  if (saved && args.features !== undefined)
    throw new Misuse('the model says which columns it takes: leave --features out');
  const features = saved?.columns ?? featuresOf(args) ?? model.featureNames ?? undefined;
  const own = args.target === undefined;
  const target = own ? (model.targetName ?? -1) : columnOf(args.target as string);
  const wanted = {
    target: labelled ? target : null,
    ...(features && !text && { features }),
    ...(text && { text }),
    learnt: { missingValues: saved?.missingValues },
  };
  const table = await open(input, args, wanted);
  const isLast = labelled && own && table.unnamed && !table.names.includes(String(target));
  const roles = rolesOf(table, isLast ? { ...wanted, target: -1 } : wanted);
  return { table, roles, encoder: text ? null : (saved ?? numbersOnly(table, roles)) };
}

export async function openToLearn(
  input: InputFile,
  args: TableOptions,
  { text }: Columns,
  heldOut: HeldOut,
): Promise<OpenedTable> {
  const options = encoderOptions(args);
  const learning = { ...options, ...missingTexts(args) };
  const features = featuresOf(args);
  const wanted = {
    ...(args.target !== undefined && { target: columnOf(args.target) }),
    ...(features && { features }),
    ...(text && { text }),
  };
  const table = await open(input, args, wanted);
  const roles = rolesOf(table, wanted);
  const encoder = await encoderOf(table, roles, learning);
  const means = checkEncoderOptions(options);
  const hasMeans = encoder?.encodings.some(
    ({ kind, name }) => kind === 'number' && policyOf(means, name) === 'mean',
  );
  if (!hasMeans || heldOut.testSize === undefined) return { table, roles, encoder };
  const inTrain = await trainingRows(table, roles, encoder, heldOut.testSize, heldOut.seed);
  return { table, roles, encoder: await encoderOf(table, roles, learning, row => inTrain.has(row)) };
}

/** Which rows of the file are going to be trained on: what is held out has no part in means. */
async function trainingRows(
  table: Table,
  roles: Roles,
  encoder: TableEncoder | null,
  testSize: number,
  seed = 0,
): Promise<Set<number>> {
  const { chunks, labels } = encodeTable(table, roles, encoder, { last: false });
  const rows: number[] = [];
  let first = 0;
  for await (const { X, kept, dropped } of chunks) {
    for (let k = 0; k < X.rows; k++) rows.push(first + (kept ? (kept[k] as number) : k));
    first += X.rows + dropped;
  }
  const y = labels?.finish() as Label[];
  const { train } = checked(() => trainTestSplit(y, testSize, seed));
  return new Set(Array.from(train, i => rows[i] as number));
}

/** Whether other rows need what was learnt: not where columns of numbers are taken as they are, none missing. */
export function hasLearnt(encoder: TableEncoder | null): boolean {
  return encoder?.encodings.some(({ kind, missing }) => kind === 'category' || missing !== 'error') ?? false;
}

/** Every feature as a number, none missing. */
function numbersOnly(table: Table, roles: Roles): TableEncoder {
  return TableEncoder.of(
    roles.features.map(
      (j): ColumnEncoding => ({
        kind: 'number',
        name: table.names[j] as string,
        missing: 'error',
        fill: 0,
        indicator: false,
      }),
    ),
  );
}

function featuresOf({ features }: TableOptions): string[] | undefined {
  return features === undefined ? undefined : columnNames(features);
}

function open(
  { bytes, file, format }: InputFile,
  args: TableOptions,
  wanted: Parameters<typeof openTable>[3],
): Promise<Table> {
  const { header, delimiter } = args;
  const options: OpenOptions = {
    format: format as TableFormat,
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
    ...missingTexts(args),
  };
  return openTable(bytes, file, options, wanted);
}

function rolesOf(table: Table, wanted: Parameters<typeof chooseRoles>[1]): Roles {
  return chooseRoles(table.names, wanted, { file: table.file, ...table.namesAt }, !table.unnamed);
}
