/**
 * The compiled kernels: picks a binary, instantiates it, types its exports.
 * The only file that names WebAssembly.  Addresses and counts are what `assembly/` documents.
 */
import { instantiateSync } from '@assemblyscript/loader';
import { base, relaxed } from './generated/binaries.js';
import type { Precision } from './precision.js';

/** The kernels of one precision. */
export interface Kernels {
  packRows(source: number, rows: number, d: number, centre: number, x: number): number;
  evaluateScratch(d: number, K: number, panelStrips: number): number;
  evaluate(
    x: number,
    centre: number,
    labels: number,
    weights: number,
    rows: number,
    d: number,
    K: number,
    params: number,
    gradient: number,
    scale: number,
    panelStrips: number,
    scratch: number,
  ): number;
  rowCurvatureScratch(d: number, K: number, panelStrips: number): number;
  rowCurvature(
    x: number,
    centre: number,
    weights: number,
    rows: number,
    step: number,
    d: number,
    K: number,
    params: number,
    k: number,
    count: number,
    panelStrips: number,
    v: number,
    scratch: number,
  ): void;
  gramColumns(
    x: number,
    v: number,
    strips: number,
    step: number,
    d: number,
    first: number,
    columns: number,
    panelStrips: number,
    out: number,
    scratch: number,
  ): void;
  gramScratch(d: number, columns: number, panelStrips: number): number;
  factorise(A: number, n: number, leastPivot: number): void;
  solve(L: number, n: number, x: number): void;
  modelBytes(d: number, K: number): number;
  packModel(params: number, d: number, K: number, centre: number, model: number): void;
  predictScratch(rows: number, d: number, K: number): number;
  predictScores(
    kind: number,
    source: number,
    rows: number,
    d: number,
    K: number,
    centre: number,
    model: number,
    out: number,
    scratch: number,
  ): number;
  predictClasses(
    source: number,
    rows: number,
    d: number,
    K: number,
    centre: number,
    model: number,
    out: number,
    scratch: number,
  ): number;
}

/** One instance: kernels and the memory they work in. */
export interface Instance {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  /** First byte of the memory that is not the module's own. */
  readonly heapBase: number;
  /** Which binary runs. */
  readonly build: 'base' | 'relaxed';
}

type Build = Instance['build'];

/** Kernels that return a size: unsigned, as addresses are, where JavaScript reads a signed integer. */
const SIZES = ['evaluateScratch', 'rowCurvatureScratch', 'gramScratch', 'modelBytes', 'predictScratch'];

const modules = new Map<Build, WebAssembly.Module | null>();

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

/** The compiled module of a build, compiled once; null where the engine does not know its instructions. */
function moduleOf(build: Build): WebAssembly.Module | null {
  const cached = modules.get(build);
  if (cached !== undefined) return cached;
  const bytes = decode(build === 'base' ? base : relaxed);
  const module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  modules.set(build, module);
  return module;
}

/**
 * A new instance with a memory of its own.
 * @param deterministic force the base build, whose results are the same bits on every machine
 * @throws Error where the engine has no WebAssembly SIMD, RangeError where there is no memory for another instance
 */
export function instantiate(precision: Precision, deterministic: boolean): Instance {
  const fused = deterministic ? null : moduleOf('relaxed');
  const module = fused ?? moduleOf('base');
  if (!module) {
    throw new Error(
      'this JavaScript engine has no WebAssembly SIMD: softmax-wasm needs Chrome 91, Firefox 89, Safari 16.4, Node 20 or newer',
    );
  }
  // The raw exports: the loader's own wrap each function to set an argument count that no kernel reads.
  const { exports } = newInstance(module);
  const prefix = precision === 'float32' ? 'f32_' : 'f64_';
  const { gramScratch, factorise, solve } = exports;
  const kernels: Record<string, unknown> = { gramScratch, factorise, solve };
  for (const [name, value] of Object.entries(exports)) {
    if (name.startsWith(prefix)) kernels[name.slice(prefix.length)] = value;
  }
  for (const name of SIZES) {
    const size = kernels[name] as (...counts: number[]) => number;
    kernels[name] = (...counts: number[]) => size(...counts) >>> 0;
  }
  return {
    kernels: kernels as unknown as Kernels,
    memory: exports.memory as WebAssembly.Memory,
    heapBase: (exports.heapBase as WebAssembly.Global).value as number,
    build: fused ? 'relaxed' : 'base',
  };
}

function newInstance(module: WebAssembly.Module): WebAssembly.Instance {
  try {
    return instantiateSync(module).instance;
  } catch (error) {
    throw new RangeError(
      'the machine has no memory left for another data set: let go of objectives and models that are not needed',
      { cause: error },
    );
  }
}
