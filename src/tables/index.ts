/**
 * Tables of numbers, categories and gaps, in files of several formats, made the columns of X.
 *
 * @module softmax-wasm/data
 */

export type { OpenOptions, TableFormat } from '../readers/open-table.js';
export { ReadError } from '../readers/read-error.js';
export type { TableRecord } from '../readers/records.js';
export type { Source } from '../readers/source.js';
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
