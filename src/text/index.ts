/**
 * Text to columns: words, pairs of words and characters, counted, weighted or hashed.
 *
 * @module softmax-wasm/text
 */

export type { CsrMatrix } from '../data/csr-matrix.js';
export type { TextOptions } from './options.js';
export type { VectorizerJson } from './saved.js';
export { TextVectorizer } from './text-vectorizer.js';
