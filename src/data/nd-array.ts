/** Arrays of numbers that matrices are read from as they are. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Numbers in any number of dimensions, the last one fastest.  Of two dimensions it is an X, of one a y or weights. */
export interface NumericArray {
  /** Tells numbers from texts. */
  readonly kind: 'numbers';
  /** Row-major: the last dimension is the fastest. */
  readonly data: NumberArray;
  /** Lengths of the dimensions; their product is the length of `data`. */
  readonly shape: readonly number[];
  /** The type in the file, as NumPy writes it: `<f8`, `|u1`, … */
  readonly dtype: string;
}

/** Texts in any number of dimensions.  Of one dimension it is a y. */
export interface TextArray {
  /** Tells texts from numbers. */
  readonly kind: 'texts';
  /** The last dimension is the fastest. */
  readonly data: string[];
  /** Lengths of the dimensions; their product is the length of `data`. */
  readonly shape: readonly number[];
  /** The type in the file: `<U…` or `|S…`. */
  readonly dtype: string;
}

/** What a file of arrays holds: `kind` says whether its `data` are numbers or texts. */
export type NdArray = NumericArray | TextArray;

/** Some consecutive rows of an array, row-major: an X. */
export interface ArrayChunk {
  /** rows × cols values. */
  readonly data: NumberArray;
  /** n of this chunk. */
  readonly rows: number;
  /** Product of all dimensions but the first; 1 of an array of one dimension. */
  readonly cols: number;
}

/** The product of lengths; NaN where it is no safe integer. */
export function product(lengths: readonly number[]): number {
  if (lengths.includes(0)) return 0;
  const count = lengths.reduce((all, length) => all * length, 1);
  return Number.isSafeInteger(count) ? count : Number.NaN;
}
