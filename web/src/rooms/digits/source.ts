import { readCsv } from 'softmax-wasm/csv';
import file from '../../../../data/digits.csv.gz?url';
import { type Parts, split } from './parts.js';

/** The bundled digits, from this page's own origin. */
export async function load(): Promise<Parts> {
  // A server may have unzipped it on the way, with Content-Encoding: readCsv looks at the bytes.
  const { X, y } = await readCsv(new URL(file, location.href), { target: 'digit' });
  if (y === null) throw new Error('digits.csv.gz has no labels');
  return split(X, y);
}
