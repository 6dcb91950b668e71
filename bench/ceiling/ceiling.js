/** Measures the register-only ceiling of one core, in GFLOP/s. */

import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { measure } from '../stats.js';
import { buildCeiling } from './build.js';

const BINARIES = { base: '../../build/ceiling.wasm', relaxed: '../../build/ceiling.relaxed.wasm' };
const MADDS_PER_TURN = 48;
const TURNS = 50_000; // about 0.3 ms a call

/**
 * @typedef {object} Ceiling
 * @property {number} mulAdd f32x4, a multiply and an add
 * @property {number | null} fma f32x4, relaxed_madd; null where relaxed SIMD is not available
 * @property {number} mulAdd64 f64x2, a multiply and an add
 * @property {number | null} fma64 f64x2, relaxed_madd
 */

/**
 * Best of 20 batches.
 * @param {(turns: number) => number} kernel
 * @param {number} lanes
 */
function gflops(kernel, lanes) {
  const { min } = measure(() => {
    const sum = kernel(TURNS);
    if (!Number.isFinite(sum) || sum <= 0) throw new Error(`the ceiling's checksum is ${sum}`);
  });
  return (2 * lanes * MADDS_PER_TURN * TURNS) / (min * 1e6);
}

/** @param {string} file @returns {Promise<{ f32: number, f64: number } | null>} */
async function measureBinary(file) {
  const bytes = await readFile(new URL(file, import.meta.url));
  if (!WebAssembly.validate(bytes)) return null;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { f32x4, f64x2 } = /** @type {Record<string, (turns: number) => number>} */ (instance.exports);
  return { f32: gflops(f32x4, 4), f64: gflops(f64x2, 2) };
}

/** Builds the module when it is missing or older than its source. @returns {Promise<Ceiling>} */
export async function measureCeiling() {
  const time = (/** @type {string} */ file) =>
    stat(new URL(file, import.meta.url)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  const source = await time('kernel.ts');
  if ((await time(BINARIES.base)) < source || (await time(BINARIES.relaxed)) < source) await buildCeiling();
  const base = await measureBinary(BINARIES.base);
  const relaxed = await measureBinary(BINARIES.relaxed);
  if (!base) throw new Error('this engine has no SIMD WebAssembly');
  return {
    mulAdd: base.f32,
    fma: relaxed?.f32 ?? null,
    mulAdd64: base.f64,
    fma64: relaxed?.f64 ?? null,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await measureCeiling());
