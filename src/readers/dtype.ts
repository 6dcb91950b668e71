import { LITTLE_ENDIAN, swapBytes } from '../data/byte-order.js';
import type { NumberArray } from '../data/nd-array.js';
import { halves, integers64, utf8, utf32 } from './items.js';
import { quote, ReadError } from './read-error.js';

/** Where value i stands, for a message. */
export type Place = (i: number) => string;

/** How the items of an array are stored. */
export interface Dtype {
  /** As NumPy writes it: `<f8`. */
  readonly name: string;
  /** Bytes of an item, at least 1. */
  readonly itemSize: number;
  /** Whether items are texts. */
  readonly text: boolean;
  /**
   * The items, in the memory of their bytes where they fit there.
   * @param bytes whole items, at the start of their buffer; they are overwritten
   * @throws ReadError for an item that JavaScript has no value for
   */
  decode(bytes: Uint8Array<ArrayBuffer>, file: string, place: Place): NumberArray | string[];
}

type View = new (buffer: ArrayBuffer, offset: number, length: number) => NumberArray;

const VIEWS: Record<string, View> = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
};

const REFUSED: Record<string, string> = {
  O: 'Python objects, pickled: to read them is to run code; save numbers or text, as by astype(float) or astype(str)',
  c: 'complex numbers',
  M: 'dates: save numbers, as by astype("int64")',
  m: 'time differences: save numbers, as by astype("int64")',
  V: 'raw bytes',
};

/** Longer texts than any file of labels has; NumPy's items have at most 2^31 bytes. */
const MAX_ITEM = 2 ** 31 - 1;

/**
 * The type that a description like `<f8` stands for.
 * @throws ReadError for one that is not read
 */
export function dtypeOf(descr: string, file: string): Dtype {
  const [, order = '', code = '', digits] = /^([<>|=])([a-zA-Z])(\d{0,10})(?![a-zA-Z])/.exec(descr) ?? [];
  const refuse = (what: string) =>
    new ReadError(
      `the dtype is ${quote(descr)}, ${what}: expected booleans, integers, floats of 16, 32 or 64 bits, or text`,
      { file },
    );
  if (Object.hasOwn(REFUSED, code)) throw refuse(REFUSED[code] as string);
  if (digits === undefined || descr !== order + code + digits) throw refuse('no type that is read');
  const size = Number(digits);
  if (code === 'U' || code === 'S') {
    const itemSize = code === 'U' ? 4 * size : size;
    if (!(itemSize >= 1 && itemSize <= MAX_ITEM)) throw refuse(`texts of ${size} characters`);
    if (code === 'S') return { name: descr, itemSize, text: true, decode: utf8(itemSize) };
    return ordered({ name: descr, itemSize, text: true, decode: utf32(itemSize / 4) }, order, 4, refuse);
  }
  const type = code + digits;
  const decode = Object.hasOwn(VIEWS, type) ? viewed(VIEWS[type] as View, size) : OTHER.get(type);
  if (decode === undefined) throw refuse('no type that is read');
  return ordered({ name: descr, itemSize: size, text: false, decode }, order, size, refuse);
}

const OTHER = new Map<string, Dtype['decode']>([
  ['b1', booleans],
  ['f2', halves],
  ['i8', integers64(true)],
  ['u8', integers64(false)],
]);

/** The type with the bytes of its units brought into this machine's order first. */
function ordered(dtype: Dtype, order: string, unit: number, refuse: (what: string) => ReadError): Dtype {
  if (unit === 1) return dtype;
  if (order !== '<' && order !== '>') throw refuse('without a byte order');
  if ((order === '<') === LITTLE_ENDIAN) return dtype;
  return {
    ...dtype,
    decode(bytes, file, place) {
      swapBytes(bytes, unit);
      return dtype.decode(bytes, file, place);
    },
  };
}

function viewed(Type: View, size: number): Dtype['decode'] {
  return bytes => new Type(bytes.buffer, 0, bytes.length / size);
}

function booleans(bytes: Uint8Array<ArrayBuffer>, file: string, place: Place): Uint8Array {
  const wrong = bytes.findIndex(byte => byte > 1);
  if (wrong < 0) return bytes;
  throw new ReadError(`the boolean at ${place(wrong)} is a byte of ${bytes[wrong]}: expected 0 or 1`, {
    file,
  });
}
