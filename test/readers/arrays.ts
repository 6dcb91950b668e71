// What tests of array formats have in common: the fixture, and what a reader made of bytes that are damaged.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { NdArray } from '../../src/data/nd-array.js';
import { ReadError } from '../../src/tables/index.js';

export interface StoredCase {
  file: string;
  shape: number[];
  dtype: string;
  values: (number | string)[];
  written: boolean;
}
export interface Sparse {
  shape: [number, number];
  indptr: number[];
  indices: number[];
  values: number[];
  y: number[];
}
interface Fixture {
  npy: Record<string, StoredCase>;
  refused: Record<string, { file: string; message: string }>;
  npz: Record<string, { file: string; arrays: Record<string, string> }>;
  idx: Record<string, StoredCase>;
  svmlight: Record<
    string,
    { text: string; how: { zero_based?: boolean; n_features?: number }; read: Sparse }
  >;
  lines: { text: string; read: Sparse | null }[];
  ours: { text: string; read: Sparse }[];
}

export const ARRAYS: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/arrays.json', import.meta.url), 'utf8'),
);

export const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

/** Values of a fixture: JSON has no NaN and no infinities. */
export const valuesOf = ({ values, dtype }: Pick<StoredCase, 'values'> & { dtype?: string }) =>
  dtype?.includes('f') ? values.map(Number) : values;

/** What a reader says of a source that it refuses: always a ReadError of one line. */
export async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => expect.unreachable('it was read'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ReadError);
  const { message } = error as ReadError;
  expect(message).not.toMatch(/[\r\n]/);
  expect(message.length).toBeLessThan(400);
  return message;
}

/** As `refusal`; what was read, where it was. */
export async function readOrRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  const outcome = await reading.then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) return outcome.value;
  await refusal(Promise.reject(outcome.error));
  return undefined;
}

/** A source that gives a few bytes at a time. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Bytes of its arrays, texts aside. */
export const byteLength = ({ data }: Pick<NdArray, 'data'>) =>
  ArrayBuffer.isView(data) ? data.buffer.byteLength : 0;

/** A NPY file of version 1 with this header. */
export function npyOf(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = Buffer.from(header, 'latin1');
  const size = Uint8Array.of(text.length & 255, text.length >> 8);
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, ...size, ...text, ...data]);
}

export const dictOf = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
