// src/wasm/instance.ts and compile.ts: instances of a module that is handed over, and which module that is.

import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, test, vi } from 'vitest';
import { compiler } from '../../src/wasm/compile.js';
import { parts } from '../../src/wasm/generated/binaries.js';
import { type Compiled, instanceOf } from '../../src/wasm/instance.js';
import { compiled, type Kernels } from '../../src/wasm/kernels.js';
import { errorOf } from '../helpers.js';

/** As a worker gets it. */
function posted(message: Compiled): Compiled {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(message);
  const received: Compiled = receiveMessageOnPort(port2)?.message;
  port1.close();
  return received;
}

describe.each([true, false])('a module that was posted, deterministic: %s', deterministic => {
  test.each([
    ['float32', 4],
    ['float64', 8],
  ] as const)('gives an instance of %s', (precision, bytes) => {
    const { kernels, build } = instanceOf<Kernels>(posted(compiled(deterministic)), precision);
    expect(build).toBe(deterministic ? 'base' : 'relaxed');
    // W of 12 × 5 and 12 biases, in whole vectors of 16 bytes.
    expect(kernels.modelBytes(5, 12)).toBe(bytes * 12 * (5 + 1));
  });
});

test('sizes beyond 2 GiB are not negative', () => {
  const { kernels } = instanceOf<Kernels>(compiled(true), 'float64');
  expect(kernels.modelBytes(1000, 300000)).toBe(8 * 300000 * 1001);
});

test('every instance has a memory of its own', () => {
  const [one, other] = [instanceOf(compiled(true), 'float32'), instanceOf(compiled(true), 'float32')];
  expect(one.memory).not.toBe(other.memory);
});

describe('compiler', () => {
  test('compiles nothing before it is asked, and a build once', () => {
    const module = vi.spyOn(WebAssembly, 'Module');
    const compile = compiler(parts);
    const before = module.mock.calls.length;
    const modules = [compile(true), compile(true)].map(({ module }) => module);
    const { length } = module.mock.calls;
    module.mockRestore();
    expect([before, length, modules[0] === modules[1]]).toEqual([0, 1, true]);
  });

  test('takes the base build where the engine refuses the relaxed one', () => {
    const compile = compiler(parts.map((part, i) => (i % 2 === 0 ? part : btoa('not a module'))));
    expect(compile(false).build).toBe('base');
  });

  test('says what it needs where the engine refuses both', () => {
    const refused = btoa('not a module');
    const error = errorOf(() => compiler([refused, refused])(false));
    expect(error.message).toMatch(
      /^this JavaScript engine has no WebAssembly SIMD: softmax-wasm needs Chrome 91/,
    );
  });
});
