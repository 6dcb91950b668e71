import { readSavedJson } from '../saved-json.js';
import { crc32 } from './checksum.js';
import { fromHeader, isRecord, toHeader, VERSION } from './header.js';
import type { ModelState } from './state.js';

const FORMAT = 'softmax-wasm';
const WHAT = 'the model JSON';

/** A model as a plain object that JSON holds without loss: its checksum is over the rest of it, as JSON text. */
export function toJson(state: ModelState): Record<string, unknown> {
  const { nFeatures, coef, intercept, centre } = state;
  const content = {
    format: FORMAT,
    version: VERSION,
    ...toHeader(state),
    coef: Array.from(intercept, (_, k) => Array.from(coef.subarray(k * nFeatures, (k + 1) * nFeatures))),
    intercept: Array.from(intercept),
    centre: Array.from(centre),
  };
  return { ...content, checksum: checksum(content) };
}

/**
 * Reads what `toJson` wrote, as object or text.
 * @throws TypeError for no model at all, RangeError for one that is truncated, altered or of another version
 */
export function fromJson(json: unknown): ModelState {
  const value = readSavedJson(json, FORMAT, VERSION, WHAT);
  checkAltered(value, WHAT);
  const header = fromHeader(value, WHAT);
  const { coef, intercept, centre } = value;
  const K = header.classes.length;
  const rows = Array.isArray(coef) ? coef : [];
  if (!isNumbers(intercept, K) || rows.length !== K || !rows.every(row => isNumbers(row, header.nFeatures))) {
    throw new RangeError(
      `${WHAT} does not have ${K} rows of ${header.nFeatures} coefficients and an intercept each`,
    );
  }
  if (!isNumbers(centre, header.nFeatures)) {
    throw new RangeError(`${WHAT} does not have a centre of ${header.nFeatures} numbers`);
  }
  return {
    ...header,
    coef: Float64Array.from(rows.flat()),
    intercept: Float64Array.from(intercept),
    centre: Float64Array.from(centre),
  };
}

/** @throws RangeError where an object's field `checksum` is not that of the others */
export function checkAltered({ checksum: stated, ...content }: Record<string, unknown>, what: string): void {
  if (stated !== checksum(content))
    throw new RangeError(`${what} has been altered: its checksum does not match`);
}

/** Of any plain object. */
export function checksum(content: object): string {
  return crc32(new TextEncoder().encode(canonical(content)))
    .toString(16)
    .padStart(8, '0');
}

/** JSON text with the keys of every object in order: stores that reorder keys do not alter a model. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function isNumbers(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(item => Number.isFinite(item));
}
