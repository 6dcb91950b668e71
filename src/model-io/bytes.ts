import { describe, invalidType } from '../errors.js';
import { crc32 } from './checksum.js';
import { fromHeader, isRecord, toHeader, VERSION } from './header.js';
import type { ModelState } from './state.js';

/**
 * The flat format, little-endian:
 *
 *   0   'SMXW'
 *   4   u32  version
 *   8   u32  CRC-32 of all bytes from 12 on
 *   12  u32  bytes of header JSON, padded with spaces so that the numbers begin at a multiple of 8
 *   16  header JSON, UTF-8
 *       f64  K × d coefficients, K intercepts, d entries of the centre
 */
export const MAGIC = 'SMXW';
const PREFIX = 16;
const WHAT = 'the model file';

export function toBytes(state: ModelState): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(toHeader(state)));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const { coef, intercept, centre } = state;
  const count = coef.length + intercept.length + centre.length;
  const bytes = new Uint8Array(PREFIX + headerBytes + 8 * count);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(4, VERSION, true);
  view.setUint32(12, headerBytes, true);
  bytes.fill(0x20, PREFIX, PREFIX + headerBytes).set(text, PREFIX);
  let at = PREFIX + headerBytes;
  for (const numbers of [coef, intercept, centre]) {
    for (const value of numbers) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  }
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

/**
 * Reads what `toBytes` wrote.
 * @throws TypeError for no model at all, RangeError for one that is truncated, altered or of another version
 */
export function fromBytes(bytes: unknown): ModelState {
  if (!(bytes instanceof Uint8Array)) throw invalidType('bytes', 'a Uint8Array', bytes);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== MAGIC) throw invalidType(WHAT, `a model that begins with ${describe(MAGIC)}`, magic);
  if (bytes.length < PREFIX) throw new RangeError(`${WHAT} is truncated: ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(4, true);
  if (version !== VERSION)
    throw new RangeError(`${WHAT} has version ${version}: this library reads version ${VERSION}`);
  if (view.getUint32(8, true) !== crc32(bytes.subarray(12))) {
    throw new RangeError(`${WHAT} is truncated or altered: its checksum does not match`);
  }
  const headerBytes = view.getUint32(12, true);
  const header = fromHeader(parse(bytes.subarray(PREFIX, PREFIX + headerBytes)), WHAT);
  const K = header.classes.length;
  const size = K * header.nFeatures;
  const count = size + K + header.nFeatures;
  if (bytes.length !== PREFIX + headerBytes + 8 * count) {
    throw new RangeError(
      `${WHAT} has ${bytes.length} bytes: not those of ${K} classes × ${header.nFeatures} features`,
    );
  }
  const numbers = Float64Array.from({ length: count }, (_, i) =>
    view.getFloat64(PREFIX + headerBytes + 8 * i, true),
  );
  if (!numbers.every(Number.isFinite)) throw new RangeError(`${WHAT} has numbers that are not finite`);
  return {
    ...header,
    coef: numbers.slice(0, size),
    intercept: numbers.slice(size, size + K),
    centre: numbers.slice(size + K),
  };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new RangeError(`${WHAT} has a header that is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(header)) throw new RangeError(`${WHAT} has no header`);
  return header;
}
