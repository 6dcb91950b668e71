import type { Data, DataType, Vector } from 'apache-arrow';
import { half } from '../items.js';
import {
  BOOLEANS,
  type ColumnKind,
  DAYS,
  INTEGERS,
  NULLS,
  NUMBERS,
  TEXTS,
  timestamps,
} from '../typed-values.js';
import { Damage } from './message.js';
import { textsAt, viewedTextsAt } from './texts.js';

type Arrow = typeof import('apache-arrow');

/** Decodes `count` values from the `start`-th on: null where one is missing. */
type Slice = (data: Data, start: number, count: number) => ArrayLike<unknown>;

/** How a column is taken. */
export interface ArrowKind {
  readonly kind: ColumnKind;
  readonly slice: Slice;
}

/** Units of a millisecond, by Arrow's number of the unit. */
const PER_MS = [0.001, 1, 1000, 1e6];
const DAY_MS = 86_400_000;

/** The kind of a column; as text the type of one that is not supported. */
export function kindOf(type: DataType, arrow: Arrow): ArrowKind | string {
  const { DataType: is } = arrow;
  if (is.isInt(type)) return plain(INTEGERS);
  if (is.isFloat(type)) return type.precision === 0 ? { kind: NUMBERS, slice: halves } : plain(NUMBERS);
  if (is.isDecimal(type)) return { kind: NUMBERS, slice: decimals(type.bitWidth, type.scale) };
  if (is.isBool(type)) return { kind: BOOLEANS, slice: booleans };
  if (is.isUtf8(type) || is.isLargeUtf8(type)) return { kind: TEXTS, slice: texts };
  // apache-arrow before 21.2 knows no such text.
  if ((is as Partial<typeof is>).isUtf8View?.(type)) return { kind: TEXTS, slice: viewedTexts };
  if (is.isDate(type)) return type.unit === 0 ? plain(DAYS) : { kind: DAYS, slice: dayCounts };
  if (is.isTimestamp(type)) return plain(timestamps(PER_MS[type.unit] as number, type.timezone !== null));
  if (is.isNull(type)) return { kind: NULLS, slice: (_, __, count) => new Array(count).fill(null) };
  if (is.isDictionary(type)) {
    const values = is.isNull(type.dictionary) ? 'Dictionary<Null>' : kindOf(type.dictionary, arrow);
    return typeof values === 'string' ? values : { kind: values.kind, slice: lookUp(values.slice) };
  }
  return String(type);
}

function plain(kind: ColumnKind): ArrowKind {
  return { kind, slice: (data, start, count) => present(data, start, count, valuesOf(data, data.length)) };
}

/** The buffer of values, once it is known to hold `length`. */
function valuesOf<T extends ArrayLike<unknown> = ArrayLike<unknown>>({ values }: Data, length: number): T {
  if (!(values?.length >= length)) throw new Damage(`${values?.length} values where ${length} are claimed`);
  return values as T;
}

/** Values without those that are missing; all of them as they stand, where none is. */
function present(
  data: Data,
  start: number,
  count: number,
  values: ArrayLike<unknown>,
  convert?: (values: ArrayLike<unknown>, i: number) => unknown,
): ArrayLike<unknown> {
  const isValid = validity(data);
  if (isValid === null && convert === undefined)
    return (values as Float64Array).subarray(start, start + count);
  const taken = new Array<unknown>(count);
  for (let i = 0; i < count; i++) {
    const at = start + i;
    taken[i] = isValid?.(at) === false ? null : convert ? convert(values, at) : values[at];
  }
  return taken;
}

/** null where every value is there. */
function validity(data: Data): ((i: number) => boolean) | null {
  if (data.nullCount === 0) return null;
  const { nullBitmap: bits } = data;
  if (!bits || bits.length * 8 < data.length) throw new Damage('too few bits of what is missing');
  return i => (((bits[i >> 3] as number) >> (i & 7)) & 1) === 1;
}

const halves: Slice = (data, start, count) =>
  present(data, start, count, valuesOf(data, data.length), (values, i) => half(values[i] as number));

/** Little-endian words of 32 bits, in two's complement. */
function decimals(bitWidth: number, scale: number): Slice {
  const words = bitWidth / 32;
  if (![1, 2, 4, 8].includes(words)) throw new Damage(`decimals of ${bitWidth} bits`);
  return (data, start, count) =>
    present(data, start, count, valuesOf(data, data.length * words), (values, i) => {
      let value = 0n;
      for (let word = words - 1; word >= 0; word--)
        value = (value << 32n) | BigInt(values[i * words + word] as number);
      return Number(BigInt.asIntN(bitWidth, value)) / 10 ** scale;
    });
}

const booleans: Slice = (data, start, count) =>
  present(data, start, count, valuesOf(data, Math.ceil(data.length / 8)), (values, i) =>
    Boolean(((values[i >> 3] as number) >> (i & 7)) & 1),
  );

const dayCounts: Slice = (data, start, count) =>
  present(data, start, count, valuesOf(data, data.length), (values, i) => Number(values[i]) / DAY_MS);

const texts: Slice = (data, start, count) => textsAt(data, start, count, validity(data));

const viewedTexts: Slice = (data, start, count) => viewedTextsAt(data, start, count, validity(data));

function lookUp(slice: Slice): Slice {
  /** The values of a dictionary, which batches share. */
  const decoded = new WeakMap<Vector, readonly unknown[]>();
  return (data, start, count) => {
    const { dictionary } = data;
    if (!dictionary) throw new Damage('its dictionary is missing');
    let entries = decoded.get(dictionary);
    if (entries === undefined) {
      entries = dictionary.data.flatMap((part: Data) => Array.from(slice(part, 0, part.length)));
      decoded.set(dictionary, entries);
    }
    const known = entries;
    return present(data, start, count, valuesOf(data, data.length), (values, i) => known[Number(values[i])]);
  };
}
