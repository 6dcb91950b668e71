/**
 * The kernels of training and prediction: their types, and the binaries that hold them all.
 * Addresses and counts are what `assembly/` documents.
 */
import { instantiateSync } from '@assemblyscript/loader';
import { compiler } from './compile.js';
import { parts } from './generated/binaries.js';
import { type InstanceOf, instanceOf, type NewInstance } from './instance.js';
import type { Precision } from './precision.js';
import type { PredictionKernels } from './prediction-kernels.js';
import type { SparseKernels } from './sparse-kernels.js';

/** The kernels of one precision. */
export interface Kernels extends PredictionKernels, SparseKernels {
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
  evaluateSampleScratch(d: number, K: number, panelStrips: number): number;
  evaluateSample(
    x: number,
    centre: number,
    labels: number,
    weights: number,
    rows: number,
    step: number,
    d: number,
    K: number,
    params: number,
    gradient: number,
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
  hessianVectorScratch(d: number, K: number, panelStrips: number): number;
  hessianVector(
    x: number,
    centre: number,
    weights: number,
    rows: number,
    d: number,
    K: number,
    params: number,
    vector: number,
    out: number,
    panelStrips: number,
    scratch: number,
  ): void;
  hessianPairsScratch(d: number, K: number, count: number, panelStrips: number): number;
  hessianPairs(
    x: number,
    centre: number,
    weights: number,
    rows: number,
    step: number,
    d: number,
    K: number,
    params: number,
    firstK: number,
    firstL: number,
    count: number,
    panelStrips: number,
    out: number,
    scratch: number,
  ): void;
  coordinateSweep(A: number, x: number, r: number, factors: number, m: number, width: number): number;
  factorise(A: number, n: number, first: number, end: number, leastPivot: number): void;
  solve(L: number, n: number, x: number): void;
  packedFactorBytes(n: number): number;
  packFactor(L: number, n: number, first: number, end: number, to: number): void;
  solvePacked(factor: number, n: number, x: number): void;
}

/** Kernels and the memory they work in. */
export type Instance = InstanceOf<Kernels>;

/** Makes an instance; who calls it does not know which binary runs, nor where its module comes from. */
export type Instantiate = (precision: Precision) => Instance;

/** The module to run, to be instantiated here or posted to a worker.  @throws Error where the engine has no SIMD */
export const compiled = /* @__PURE__ */ compiler(parts);

const loaded = new WeakSet<WebAssembly.Module>();

/**
 * The raw exports: the loader's own wrap each function to set an argument count that no kernel reads, which takes a quarter of
 * the time of an instance.  So it makes the first of a module, and checks that it can be made.
 */
const load: NewInstance = module => {
  if (loaded.has(module)) return new WebAssembly.Instance(module);
  const { instance } = instantiateSync(module);
  loaded.add(module);
  return instance;
};

/**
 * A new instance with a memory of its own.
 * @param deterministic force the base build, whose results are the same bits on every machine
 * @throws Error where the engine has no WebAssembly SIMD, RangeError where there is no memory for another instance
 */
export function instantiate(precision: Precision, deterministic: boolean): Instance {
  return instanceOf(compiled(deterministic), precision, load);
}
