import { invalidValue } from '../errors.js';
import { openArrow } from './arrow.js';
import { openCsv } from './csv/table.js';
import { type Format, formatOf, TABLE_FORMATS, type TableFormat } from './format.js';
import { openJsonLines } from './json-lines.js';
import { openParquet } from './parquet.js';
import { ReadError } from './read-error.js';
import { type Rereadable, rereadable } from './replay.js';
import type { RoleOptions } from './roles.js';
import { joined, readBytes, type Source } from './source.js';
import type { Table } from './table.js';

/** How a file is taken for a table. */
export interface OpenOptions {
  /** Default: by the first bytes, the name, or what the text looks like. */
  readonly format?: TableFormat;
  /** CSV and TSV: whether the first line holds names. Default: decided by looking. */
  readonly header?: boolean;
  /** CSV: one character. Default: found from the first lines. */
  readonly delimiter?: string;
  /** CSV and TSV: texts that stand for a missing value, beside nothing at all. Default: NA, null, NaN and the like. */
  readonly missingValues?: readonly string[];
}

/** Bytes looked at to tell a format. */
const HEAD = 4096;

/** @param roles the columns wanted, which help to tell whether a CSV file begins with their names */
export async function openTable(
  source: Source | Rereadable,
  file: string,
  options: OpenOptions,
  roles: RoleOptions = {},
): Promise<Table> {
  const bytes = rereadable(source);
  const format = options.format ?? formatOf(await headOf(bytes, file), file);
  switch (format) {
    case 'csv':
    case 'tsv':
      return openCsv(bytes, file, {
        ...options,
        ...roles,
        ...(format === 'tsv' && { delimiter: options.delimiter ?? '\t' }),
      });
    case 'jsonl':
      return openJsonLines(bytes, file, roles.features === undefined && roles.text === undefined);
    case 'parquet':
      return openParquet(bytes.reopen(true), file);
    case 'arrow':
      return openArrow(bytes, file);
    default:
      throw new ReadError(`holds ${NAMES[format]}, not a table of named columns: ${USE[format]} reads it`, {
        file,
      });
  }
}

const NAMES: Record<Exclude<Format, TableFormat>, string> = {
  npy: 'an array (NPY)',
  npz: 'arrays (NPZ)',
  idx: 'an array (IDX)',
  svmlight: 'sparse rows (svmlight)',
};
const USE: Record<Exclude<Format, TableFormat>, string> = {
  npy: 'readNpy',
  npz: 'readNpz',
  idx: 'readIdx',
  svmlight: 'readSvmlight',
};

/** The first bytes, unzipped. */
export async function headOf(bytes: Rereadable, file: string): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of readBytes(bytes.reopen(), file)) {
    head = joined(head, chunk);
    if (head.length >= HEAD) break;
  }
  return head.subarray(0, HEAD);
}

/** @throws RangeError for a format that no table has */
export function checkFormat(format: unknown): void {
  if (format !== undefined && !TABLE_FORMATS.includes(format as TableFormat))
    throw invalidValue('format', `one of ${TABLE_FORMATS.join(', ')}`, format);
}
