import type { Data, DataType } from 'apache-arrow';
import type { NumberArray } from '../data/nd-array.js';
import { invalidType, invalidValue } from '../errors.js';
import { loadArrow } from '../readers/peers.js';

type Arrow = typeof import('apache-arrow');

/** Values of a column: an array of numbers, or texts, numbers or truth values, all of a kind, null where one is missing. */
export type ArrowColumn =
  | NumberArray
  | readonly (string | null)[]
  | readonly (number | null)[]
  | readonly (boolean | null)[];

/** Columns by their names, in the order in which they are written. */
export type ArrowColumns =
  | Readonly<Record<string, ArrowColumn>>
  | readonly (readonly [name: string, values: ArrowColumn])[];

/**
 * Writes columns as an Arrow stream of one record batch, by the optional peer apache-arrow: typed arrays in their own types,
 * others as UTF-8, float64 or booleans.
 *
 * @param columns n values each
 * @throws TypeError for a value of another kind than those before it; RangeError for a name that comes twice, and for columns of
 *   different lengths
 * @throws Error where apache-arrow is not installed
 */
export async function writeArrow(columns: ArrowColumns): Promise<Uint8Array> {
  if (typeof columns !== 'object' || columns === null)
    throw invalidType('columns', 'an object or an array of [name, values]', columns);
  const entries: readonly (readonly [string, ArrowColumn])[] = Array.isArray(columns)
    ? columns
    : Object.entries(columns);
  const rows = entries[0]?.[1]?.length ?? 0;
  const names = new Set<string>();
  for (const [name, values] of entries) {
    if (typeof name !== 'string') throw invalidType('the name of a column', 'a string', name);
    if (names.has(name)) throw invalidValue('the name of a column', 'a name that comes once', name);
    names.add(name);
    if (!Array.isArray(values) && !isNumbers(values))
      throw invalidType(placeOf(name), 'an array of values', values);
    if (values.length !== rows)
      throw invalidValue(`${placeOf(name)}.length`, `${rows}, as of the first column`, values.length);
  }
  for (const [name, values] of entries) if (!isNumbers(values)) checkKind(name, values);

  const arrow = await loadArrow('writing');
  const children = entries.map(([, values]) => dataOf(values, arrow));
  const fields = entries.map(([name], j) => new arrow.Field(name, (children[j] as Data).type, true));
  const struct = arrow.makeData({ type: new arrow.Struct(fields), length: rows, nullCount: 0, children });
  return arrow.tableToIPC(
    new arrow.Table([new arrow.RecordBatch(new arrow.Schema(fields), struct)]),
    'stream',
  );
}

function placeOf(name: string): string {
  return `columns[${JSON.stringify(name)}]`;
}

function isNumbers(values: unknown): values is NumberArray {
  return (
    ArrayBuffer.isView(values) &&
    /^(Float64|Float32|U?Int8|U?Int16|U?Int32)Array$/.test(values.constructor.name)
  );
}

function checkKind(name: string, values: readonly unknown[]): void {
  let kind: string | undefined;
  values.forEach((value, i) => {
    if (value === null) return;
    kind ??= typeof value;
    if (typeof value === kind && /^(string|number|boolean)$/.test(kind)) return;
    const expected = /^(string|number|boolean)$/.test(kind)
      ? `a ${kind} or null`
      : 'a string, number, boolean or null';
    throw invalidType(`${placeOf(name)}[${i}]`, expected, value);
  });
}

function dataOf(values: ArrowColumn, arrow: Arrow): Data {
  if (isNumbers(values)) return arrow.makeVector(values).data[0] as Data;
  const first = (values as readonly unknown[]).find(value => value !== null);
  if (first === undefined) return arrow.makeData({ type: new arrow.Null(), length: values.length });
  const type: DataType =
    typeof first === 'string'
      ? new arrow.Utf8()
      : typeof first === 'number'
        ? new arrow.Float64()
        : new arrow.Bool();
  const builder = arrow.makeBuilder({ type, nullValues: [null] });
  for (const value of values) builder.append(value);
  return builder.finish().flush();
}
