/**
 * Tables of numbers, categories and gaps, in files of several formats, made the columns of X.
 *
 * @module softmax-wasm/data
 */

export type { ArrayChunk, NdArray, NumberArray, NumericArray, TextArray } from '../data/nd-array.js';
export type { TableFormat } from '../readers/format.js';
export { readIdx, readIdxChunks } from '../readers/idx.js';
export {
  type ArrayChunkOptions,
  type ArrayReadOptions,
  readNpy,
  readNpyChunks,
} from '../readers/npy.js';
export { type NpzReadOptions, readNpz } from '../readers/npz.js';
export type { OpenOptions } from '../readers/open-table.js';
export { ReadError } from '../readers/read-error.js';
export type { TableRecord } from '../readers/records.js';
export type { Source } from '../readers/source.js';
export { readSvmlight, type SvmlightOptions, type SvmlightRows } from '../readers/svmlight.js';
export { type ArrowColumn, type ArrowColumns, writeArrow } from '../writers/arrow.js';
export type { ArrayLikeData, WritableArray } from '../writers/dense-array.js';
export { writeIdx } from '../writers/idx.js';
export { writeNpy } from '../writers/npy.js';
export { type NpzWriteOptions, writeNpz } from '../writers/npz.js';
export { type SvmlightWriteOptions, writeSvmlight } from '../writers/svmlight.js';
export type { CategoryEncoding, ColumnEncoding, NumberEncoding } from './column-encoding.js';
export type { EncoderOptions, MissingPolicy } from './options.js';
export {
  type EncodedTable,
  type LabelledChunk,
  learnEncoder,
  readTable,
  readTableChunks,
  type TableChunkOptions,
  type TableOptions,
} from './read-table.js';
export type { TableEncoderJson } from './saved.js';
export { TableEncoder } from './table-encoder.js';
