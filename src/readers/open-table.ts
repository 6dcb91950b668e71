import { invalidType, invalidValue } from '../errors.js';
import { openArrow } from './arrow.js';
import { openCsv } from './csv/table.js';
import { type Format, formatOf, TABLE_FORMATS, type TableFormat } from './format.js';
import { openJsonLines } from './json-lines.js';
import { openParquet } from './parquet.js';
import { ReadError } from './read-error.js';
import { type Rereadable, rereadable } from './replay.js';
import { joined, readBytes, type Source } from './source.js';
import type { Table } from './table.js';
import type { Wanted } from './wanted.js';

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

/**
 * @param wanted helps to tell whether a CSV file begins with the names of columns, and which columns JSON lines have that their
 *   first objects lack
 * @throws TypeError for what is said of the form of text where the file has another
 */
export async function openTable(
  source: Source | Rereadable,
  file: string,
  options: OpenOptions,
  wanted: Wanted = {},
): Promise<Table> {
  const bytes = rereadable(source);
  const format = options.format ?? formatOf(await headOf(bytes, file), file);
  if (format === 'csv' || format === 'tsv') {
    const missingValues = options.missingValues ?? wanted.learnt?.missingValues;
    return openCsv(bytes, file, {
      ...options,
      ...wanted,
      ...(missingValues && { missingValues }),
      ...(format === 'tsv' && { delimiter: options.delimiter ?? '\t' }),
    });
  }
  const stray = (['header', 'delimiter', 'missingValues'] as const).find(name => options[name] !== undefined);
  if (stray !== undefined)
    throw invalidType(stray, `nothing, for ${file} is no CSV but ${format}`, options[stray]);
  switch (format) {
    case 'jsonl':
      return openJsonLines(bytes, file, wanted);
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
