/** Compiles `kernel.ts` into `build/ceiling.wasm` and `build/ceiling.relaxed.wasm`. */

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url)); // as the base folder: the project's asconfig.json stays out
const TARGETS = { 'ceiling.wasm': ['simd'], 'ceiling.relaxed.wasm': ['simd', 'relaxed-simd'] };

/** Returns when both binaries are there. */
export async function buildCeiling() {
  await mkdir(new URL('../../build', import.meta.url), { recursive: true });
  for (const [file, features] of Object.entries(TARGETS)) {
    const { error, stderr } = await asc.main([
      'kernel.ts',
      ...['--baseDir', here, '--outFile', `../../build/${file}`, '--runtime', 'stub', '--use', 'abort='],
      ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
      ...features.flatMap(feature => ['--enable', feature]),
    ]);
    if (error) throw new Error(`asc failed for ${file}: ${error.message}\n${stderr.toString()}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCeiling();
