import type { Matrix } from '../data/matrix.js';
import type { Label } from '../labels.js';
import type { Roles } from '../readers/roles.js';
import type { ColumnValues, Table, TableChunk, TableValue, WantedColumn } from '../readers/table.js';
import { RowEncoder } from './encode.js';
import { kindsOf } from './kinds.js';
import { collectLabels, type LabelCollector } from './labels.js';
import { EncodingLearner, needsRows } from './learning.js';
import { noRows } from './no-rows.js';
import { checkEncoderOptions, type EncoderOptions, encoderOptionsOf } from './options.js';
import { TableEncoder } from './table-encoder.js';

/** Some rows of a table as a fit takes them. */
export interface EncodedChunk {
  /** m × d. */
  readonly X: Matrix;
  /** m texts; null where none is asked for. */
  readonly texts: string[] | null;
  /** Which of the chunk's rows these are; null: all. */
  readonly kept: Uint32Array | null;
  /** Rows that were left out. */
  readonly dropped: number;
}

export interface EncodedRowsOfTable {
  readonly chunks: AsyncGenerator<EncodedChunk>;
  /** Of the chunks so far; null without a target. */
  readonly labels: LabelCollector | null;
}

export interface EncodeTableOptions {
  readonly classes?: readonly Label[];
  readonly largest?: number;
  /** Rows without what has nothing in its place are an error. */
  readonly keepAll?: boolean;
  /** Nobody reads the table afterwards. Default true. */
  readonly last?: boolean;
}

/**
 * Learns what the features become; reads the table only where rows have a say in that.
 * @param rows which of the table's rows means are of; default: all
 */
export async function encoderOf(
  table: Table,
  roles: Roles,
  options: EncoderOptions & { readonly missingValues?: readonly string[] },
  rows?: (row: number) => boolean,
): Promise<TableEncoder | null> {
  if (roles.features.length === 0) return null;
  const checked = checkEncoderOptions(encoderOptionsOf(options));
  const pick = <T>(values: readonly T[]) => roles.features.map(index => values[index] as T);
  const kinds = kindsOf(pick(table.names), pick(table.types), checked, { file: table.file });
  const learner = new EncodingLearner(kinds, checked, table);
  if (needsRows(kinds, checked)) {
    const wanted = kinds.map(({ kind }, j) => column(roles.features[j] as number, kind));
    let first = 0;
    for await (const chunk of table.chunks(wanted)) {
      const start = first;
      learner.add(chunk, rows && (i => rows(start + i)));
      first += chunk.rows;
    }
    if (first === 0) throw noRows(0, table.file);
  }
  return TableEncoder.of(learner.finish(), options.missingValues);
}

/**
 * The rows of a table, a chunk at a time.
 * @throws ReadError at the end where there was none, or none is left
 */
export function encodeTable(
  table: Table,
  roles: Roles,
  encoder: TableEncoder | null,
  options: EncodeTableOptions,
): EncodedRowsOfTable {
  const encodings = encoder?.encodings ?? [];
  const { file } = table;
  const { largest } = options;
  const rows = new RowEncoder(encodings, {
    file,
    ...(largest !== undefined && { largest }),
    dropped: options.keepAll ? 'error' : 'drop',
  });
  const features = encodings.map(({ kind }, j) => column(roles.features[j] as number, kind));
  // A text that says None is no missing one.
  const texts = (roles.texts ?? []).map((index): WantedColumn => ({ index, as: 'labels' }));
  const target: WantedColumn[] = roles.target < 0 ? [] : [{ index: roles.target, as: 'labels' }];
  const labels =
    roles.target < 0
      ? null
      : collectLabels(
          { file, column: table.names[roles.target] as string },
          table.untyped ?? false,
          options.classes,
        );
  return { chunks: encoded(), labels };

  async function* encoded(): AsyncGenerator<EncodedChunk> {
    let all = 0;
    let left = 0;
    for await (const chunk of table.chunks([...features, ...texts, ...target], options.last ?? true)) {
      const { X, kept } = rows.encode(chunk);
      all += chunk.rows;
      left += X.rows;
      labels?.add(chunk.columns[features.length + texts.length] as ColumnValues, chunk, kept);
      yield {
        X,
        texts: roles.texts && textsOf(chunk, features.length, texts.length, kept),
        kept,
        dropped: chunk.rows - X.rows,
      };
    }
    if (left === 0) throw noRows(all, file);
  }
}

function column(index: number, kind: 'number' | 'category'): WantedColumn {
  return { index, as: kind === 'number' ? 'numbers' : 'values' };
}

/** Each row's columns of text, joined by a space. */
function textsOf(chunk: TableChunk, first: number, count: number, kept: Uint32Array | null): string[] {
  const columns = chunk.columns.slice(first, first + count) as (readonly TableValue[])[];
  const rowText = (i: number) => columns.map(values => String(values[i] ?? '')).join(' ');
  return kept ? Array.from(kept, rowText) : Array.from({ length: chunk.rows }, (_, i) => rowText(i));
}
