/** A workload as raw files, so that every peer in every language reads the same bits without a parser. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('../workloads.js').Data} Data */

/** @param {string} folder @param {Data} data */
export function writeData(folder, { name, X, n, d, K, y }) {
  const type = X instanceof Float32Array ? 'float32' : 'float64';
  writeFileSync(join(folder, 'data.json'), JSON.stringify({ name, n, d, K, type }));
  writeFileSync(join(folder, 'X.bin'), X);
  writeFileSync(join(folder, 'y.bin'), y);
}

/** @param {string} folder @returns {Data} */
export function readData(folder) {
  const { name, n, d, K, type } = JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8'));
  const X = readFileSync(join(folder, 'X.bin'));
  const y = new Uint8Array(readFileSync(join(folder, 'y.bin'))); // a copy: a small file's buffer may lie at an odd address
  const Numbers = type === 'float32' ? Float32Array : Float64Array;
  const aligned = X.byteOffset % Numbers.BYTES_PER_ELEMENT === 0 ? X : new Uint8Array(X);
  const numbers = new Numbers(aligned.buffer, aligned.byteOffset, n * d);
  return { name, X: numbers, n, d, K, y: new Uint16Array(y.buffer, 0, n) };
}

/** @param {Float64Array | Uint16Array} numbers */
export const encode = numbers =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');

/** @param {string} text @returns {Float64Array} */
export const decode = text => new Float64Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);

/** @param {string} text @returns {Uint16Array} */
export const decodeClasses = text => new Uint16Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
