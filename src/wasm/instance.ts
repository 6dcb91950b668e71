/**
 * A compiled module → an instance with typed exports.
 * Names no binary: code that is handed its module, as in a worker, needs nothing else of this folder but the arena.
 */
import type { Precision } from './precision.js';

/** A compiled binary.  Structured cloning takes it: it may be posted to a worker. */
export interface Compiled {
  readonly module: WebAssembly.Module;
  readonly build: 'base' | 'relaxed';
}

/** One instance: kernels K of one precision and the memory they work in. */
export interface InstanceOf<K> {
  readonly kernels: K;
  readonly memory: WebAssembly.Memory;
  /** First byte of the memory that is not the module's own. */
  readonly heapBase: number;
  /** Which binary runs. */
  readonly build: Compiled['build'];
}

/** Names of kernels that return a size: unsigned, as addresses are, where JavaScript reads a signed integer. */
const SIZE = /(Scratch|Bytes)$/;

/** Makes the engine's instance of a module that imports nothing. */
export type NewInstance = (module: WebAssembly.Module) => WebAssembly.Instance;

/**
 * A new instance with a memory of its own.  Kernels without a precision in their name serve both.
 * @throws RangeError where there is no memory for another instance
 */
export function instanceOf<K>(
  { module, build }: Compiled,
  precision: Precision,
  newInstance: NewInstance = module => new WebAssembly.Instance(module),
): InstanceOf<K> {
  const { exports } = withMemory(() => newInstance(module));
  const kernels: Record<string, unknown> = {};
  // Of the other precision nothing: a small fit has an instance of its own, and this takes some of its time.
  const [prefix, other] = precision === 'float32' ? ['f32_', 'f64_'] : ['f64_', 'f32_'];
  for (const [key, value] of Object.entries(exports)) {
    if (typeof value !== 'function' || key.startsWith(other)) continue;
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : key;
    const kernel = value as (...numbers: number[]) => number;
    kernels[name] = SIZE.test(name) ? (...counts: number[]) => kernel(...counts) >>> 0 : kernel;
  }
  return {
    kernels: kernels as K,
    memory: exports.memory as WebAssembly.Memory,
    heapBase: (exports.heapBase as WebAssembly.Global).value as number,
    build,
  };
}

function withMemory(make: () => WebAssembly.Instance): WebAssembly.Instance {
  try {
    return make();
  } catch (error) {
    throw new RangeError(
      'the machine has no memory left for another data set: let go of objectives and models that are not needed',
      { cause: error },
    );
  }
}
