import { describe } from '../errors.js';
import { readSavedJson } from '../saved-json.js';
import { type ColumnEncoding, problemOf } from './column-encoding.js';

const FORMAT = 'softmax-wasm/table';
const VERSION = 1;
const WHAT = 'the table encoder JSON';

/** An encoder as JSON holds it. */
export interface TableEncoderJson {
  /** By which it is known. */
  format: typeof FORMAT;
  /** Of this format. */
  version: typeof VERSION;
  /** What becomes of each column, in their order. */
  columns: ColumnEncoding[];
  /** Texts that stood for a missing value in the file, where these were given. */
  missingValues?: string[];
}

export function writeSaved(
  columns: readonly ColumnEncoding[],
  missingValues?: readonly string[],
): TableEncoderJson {
  return {
    format: FORMAT,
    version: VERSION,
    columns: structuredClone(columns) as ColumnEncoding[],
    ...(missingValues && { missingValues: [...missingValues] }),
  };
}

/** Whether JSON, such as a model's `vectorizer`, is that of an encoder. */
export function isSavedEncoder(json: unknown): boolean {
  return typeof json === 'object' && json !== null && (json as { format?: unknown }).format === FORMAT;
}

/** @throws TypeError for no encoder, RangeError for another version or columns that no encoder has */
export function readSaved(json: unknown): Pick<TableEncoderJson, 'columns' | 'missingValues'> {
  const { columns, missingValues } = readSavedJson(json, FORMAT, VERSION, WHAT);
  const isList = Array.isArray(columns) && columns.length > 0;
  if (!isList) throw new RangeError(`${WHAT}: columns is ${describe(columns)}, not what an encoder has`);
  const encodings = columns.map((column, j) => {
    if (!isEncoding(column)) throw new RangeError(`${WHAT}: columns[${j}] is not what an encoder has`);
    return structuredClone(column);
  });
  if (new Set(encodings.map(({ name }) => name)).size < encodings.length)
    throw new RangeError(`${WHAT}: columns has a name twice`);
  const wrong = problemOf(encodings);
  if (wrong) throw new RangeError(`${WHAT}: column ${describe(wrong.column)} ${wrong.problem}`);
  if (missingValues === undefined) return { columns: encodings };
  if (Array.isArray(missingValues) && missingValues.every(text => typeof text === 'string'))
    return { columns: encodings, missingValues: [...missingValues] };
  throw new RangeError(`${WHAT}: missingValues is ${describe(missingValues)}, not what an encoder has`);
}

function isEncoding(value: unknown): value is ColumnEncoding {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, missing, fill, indicator, categories, dropFirst, handleUnknown } = value as Record<
    string,
    unknown
  >;
  if (typeof name !== 'string') return false;
  if (kind === 'number')
    return (
      isOneOf(['error', 'drop', 'fill'], missing) && Number.isFinite(fill) && typeof indicator === 'boolean'
    );
  return (
    kind === 'category' &&
    Array.isArray(categories) &&
    categories.length > 0 &&
    categories.every(category => typeof category === 'string') &&
    new Set(categories).size === categories.length &&
    typeof dropFirst === 'boolean' &&
    isOneOf(['error', 'drop', 'column', 'unknown'], missing) &&
    isOneOf(['error', 'ignore'], handleUnknown)
  );
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return values.includes(value as string);
}
