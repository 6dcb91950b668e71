// Engines that cannot run the kernels: imports work, what needs them says once and clearly what is missing.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';

const run = promisify(execFile);
const dist = (name: string) => JSON.stringify(new URL(`../../dist/${name}.js`, import.meta.url).href);

const NAMES = 'index solvers metrics csv predict text calibration selection inference export';
const ENTRIES = NAMES.split(' ');
const X = [[0], [1], [2], [3]];
const y = ['a', 'a', 'b', 'b'];
const saved = JSON.stringify(new SoftmaxRegression().fitSync(X, y));

/** What fits and predictions end in, in a process of Node with these flags, and whether its engine is what they ask for. */
async function failures(flags: string[], before = '') {
  const script = `${before}
    await Promise.all([${ENTRIES.map(dist)}].map(entry => import(entry)));
    const { SoftmaxRegression } = await import(${dist('index')});
    const { SoftmaxModel } = await import(${dist('predict')});
    const [X, y] = ${JSON.stringify([X, y])};
    const attempts = [
      () => new SoftmaxRegression().fit(X, y),
      () => new SoftmaxRegression().fitSync(X, y),
      () => new SoftmaxRegression({ workers: 2 }).fit(X, y),
      () => SoftmaxModel.fromJSON(${JSON.stringify(saved)}).predict(X),
      () => SoftmaxRegression.fromJSON(${JSON.stringify(saved)}).predict(X),
    ];
    const messages = [];
    for (const attempt of attempts) {
      try {
        await attempt();
        messages.push('no error');
      } catch (error) {
        messages.push(String(error));
      }
    }
    console.log(JSON.stringify(messages));`;
  const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '--eval', script]);
  return new Set(JSON.parse(stdout) as string[]);
}

const NEEDED = 'softmax-wasm needs Chrome 91, Firefox 89, Safari 16.4, Node 20 or newer';
const NO_SIMD = `Error: this JavaScript engine has no WebAssembly SIMD: ${NEEDED}`;

describe('an engine', () => {
  // V8 has WebAssembly's SIMD on x86 where the processor has SSE 4.1.
  it.runIf(process.arch === 'x64')('without SIMD', async () => {
    expect(await failures(['--no-enable-sse4-1'])).toEqual(new Set([NO_SIMD]));
  });

  it('that knows nothing of SIMD', async () => {
    // As older ones do: a module with vectors is no module, one without is.
    const before = `const { validate } = WebAssembly;
      WebAssembly.validate = bytes => bytes.length < 100 && validate(bytes);`;
    expect(await failures([], before)).toEqual(new Set([NO_SIMD]));
  });

  it('without WebAssembly', async () => {
    const message = `Error: this JavaScript engine has no WebAssembly: ${NEEDED}`;
    // By hand: V8's own switch for it is gone from Node 26.
    expect(await failures([], 'delete globalThis.WebAssembly;')).toEqual(new Set([message]));
  });

  it('that has all of it', async () => {
    expect(await failures([])).toEqual(new Set(['no error']));
  });
});
