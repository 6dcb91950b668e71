// What the kernel tests share: random problems without rounding, memory with canaries, and error bounds.

import { expect } from 'vitest';
import { type Instance, instantiate, type Kernels } from '../../src/wasm/kernels.js';
import { gaussian, mulberry32, type Precision } from '../helpers.js';
import type { Problem } from './reference.js';

/** One dtype and one build. */
export interface Variant {
  readonly precision: Precision;
  readonly deterministic: boolean;
}

/** What one rounding may add, relatively. */
export const UNIT = { float32: 2 ** -24, float64: 2 ** -53 } as const;

/** Class counts that meet every sequence of tiles: 2, 3, 4, 3+2, 4+2, 4+3, 4+4, 4+3+2, … 4+4+4, 4+4+3+2. */
export const CLASSES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

/** Feature counts around tiles of 1, 2 and 4 and around a power of two. */
export const FEATURES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33];

/** Row counts around strips of 4 and 8 and, with two strips to a panel, around one, two and four panels. */
export const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33];

/** Rows summed in the kernel's type before the sum goes to float64: FLUSH_ROWS of assembly/evaluate.ts and gram.ts. */
const FLUSH_ROWS = 4096;

export interface Shape {
  n: number;
  d: number;
  K: number;
  weighted?: boolean;
}

/**
 * A random problem whose numbers float32 holds exactly, X also after its centre is taken off, so that a kernel is
 * answerable for its arithmetic only.
 */
export function randomProblem(seed: number, { n, d, K, weighted = false }: Shape): Problem {
  const random = mulberry32(seed);
  const normal = gaussian(random);
  const multiple = (value: number, unit: number) => Math.round(value / unit) * unit;
  const spread = 2 / Math.sqrt(d);
  const centre = Float64Array.from({ length: d }, () => multiple(16 * random() - 8, 0.25));
  return {
    n,
    d,
    K,
    X: Float64Array.from(
      { length: n * d },
      (_, k) => (centre[k % d] as number) + multiple(normal(), 2 ** -12),
    ),
    y: Uint16Array.from({ length: n }, () => Math.floor(K * random())),
    // One weight in eight is 0.
    weights: weighted
      ? Float64Array.from({ length: n }, () => multiple(Math.max(0, 4 * random() - 0.5), 2 ** -4))
      : null,
    params: Float64Array.from({ length: K * (d + 1) }, () => multiple(spread * normal(), 2 ** -12)),
    centre,
  };
}

const GAP = 64;
/** Reads as 0.75 in float32 and 5e-4 in float64: shows when it is read as data, and changes when data is added to it. */
const CANARY = 0x3f;
/** Reads as NaN: shows when fresh memory is taken for zeros. */
const FRESH = 0xff;

/** A kernel's memory: every allocation holds NaN and stands between canaries. */
export class Sandbox {
  readonly precision: Precision;
  readonly instance: Instance;
  readonly kernels: Kernels;
  /** Bytes of one element. */
  readonly elementBytes: number;
  /** Rows of one strip. */
  readonly stripRows: number;
  /** What one rounding may add, relatively. */
  readonly unit: number;
  #top = 0;
  #gaps: { after: string; start: number; end: number }[] = [];

  constructor({ precision, deterministic }: Variant) {
    this.precision = precision;
    this.instance = instantiate(precision, deterministic);
    expect(this.instance.build).toBe(deterministic ? 'base' : 'relaxed');
    this.kernels = this.instance.kernels;
    this.elementBytes = precision === 'float32' ? 4 : 8;
    this.stripRows = precision === 'float32' ? 8 : 4;
    this.unit = UNIT[precision];
    this.reset();
  }

  /** Forgets all allocations. */
  reset(): void {
    this.#top = this.instance.heapBase;
    this.#gaps = [];
  }

  strips(rows: number): number {
    return Math.ceil(rows / this.stripRows);
  }

  /** Address of exactly `bytes` bytes, at a multiple of 16. */
  allocate(bytes: number, name: string): number {
    const start = Math.ceil((this.#top + GAP) / 16) * 16;
    const end = start + bytes;
    const { memory } = this.instance;
    const missing = Math.ceil((end + GAP + 16 - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow(missing);
    const view = new Uint8Array(memory.buffer);
    view
      .fill(CANARY, this.#top, start)
      .fill(FRESH, start, end)
      .fill(CANARY, end, end + GAP);
    this.#gaps.push({ after: `before ${name}`, start: this.#top, end: start });
    this.#gaps.push({ after: `after ${name}`, start: end, end: end + GAP });
    this.#top = end;
    return start;
  }

  /** Where canaries have been overwritten; nothing, if all is well. */
  damage(): string[] {
    const view = new Uint8Array(this.instance.memory.buffer);
    const wrong: string[] = [];
    for (const { after, start, end } of this.#gaps) {
      for (let i = start; i < end; i++) {
        if (view[i] === CANARY) continue;
        wrong.push(`${after}, byte ${i - start}`);
        break;
      }
    }
    return wrong;
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.instance.memory.buffer, address, length);
  }

  /** Elements of the kernel's type. */
  elements(address: number, length: number): Float32Array | Float64Array {
    const { buffer } = this.instance.memory;
    return this.precision === 'float32'
      ? new Float32Array(buffer, address, length)
      : new Float64Array(buffer, address, length);
  }

  uint32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.instance.memory.buffer, address, length);
  }

  putFloat64(values: ArrayLike<number>, name: string): number {
    const address = this.allocate(8 * values.length, name);
    this.float64(address, values.length).set(values);
    return address;
  }

  /** One element per row, filled up to whole strips with 0. */
  putRowElements(values: ArrayLike<number>, name: string): number {
    const length = this.strips(values.length) * this.stripRows;
    const address = this.allocate(length * this.elementBytes, name);
    this.elements(address, length).fill(0).set(values);
    return address;
  }

  /** One u16 per row, filled up to whole strips with 0, and 8 bytes that vector loads may touch. */
  putLabels(y: Uint16Array): number {
    const length = this.strips(y.length) * this.stripRows;
    const address = this.allocate(2 * length + 8, 'labels');
    const view = new Uint16Array(this.instance.memory.buffer, address, length + 4);
    view.fill(0, 0, length).fill(65535, length);
    view.set(y);
    return address;
  }

  /** X packed, and its centre. */
  putRows({ X, n, d, centre }: Problem): { x: number; centre: number } {
    const offsets = this.putFloat64(centre, 'centre');
    const x = this.allocate(this.strips(n) * d * 32, 'x');
    const source = this.putFloat64(X, 'source');
    expect(this.kernels.packRows(source, n, d, offsets, x)).toBe(0);
    return { x, centre: offsets };
  }

  /** All that `evaluate` takes, laid out once. */
  putTask(p: Problem, panelStrips: number) {
    const { d, K } = p;
    const { x, centre } = this.putRows(p);
    return {
      x,
      centre,
      labels: this.putLabels(p.y),
      weights: p.weights ? this.putRowElements(p.weights, 'weights') : 0,
      params: this.putFloat64(p.params, 'params'),
      gradient: this.allocate(8 * K * (d + 1), 'gradient'),
      scratch: this.allocate(this.kernels.evaluateScratch(d, K, panelStrips), 'scratch'),
    };
  }

  /** Loss and gradient of a problem, in fresh memory. */
  evaluate(p: Problem, panelStrips: number, scale = 1): { loss: number; gradient: Float64Array } {
    this.reset();
    return this.evaluateTask(p, this.putTask(p, panelStrips), panelStrips, scale);
  }

  evaluateTask(
    { n, d, K }: Problem,
    task: ReturnType<Sandbox['putTask']>,
    panelStrips: number,
    scale = 1,
  ): { loss: number; gradient: Float64Array } {
    const { x, centre, labels, weights, params, gradient, scratch } = task;
    const { kernels } = this;
    const loss = kernels.evaluate(
      x,
      centre,
      labels,
      weights,
      n,
      d,
      K,
      params,
      gradient,
      scale,
      panelStrips,
      scratch,
    );
    return { loss, gradient: this.float64(gradient, K * (d + 1)).slice() };
  }
}

/**
 * What rounding may add to a kernel's answers, at most, where one rounding adds `unit`; the reference's own is in it.
 *
 *   logits    d products, d + 1 additions and the rounding of the bias, all of partial sums no larger than
 *             |b'_c| + Σ_j |x_ij − centre_j|·|W_cj|,  b' the bias of centred rows
 *   residual  ∂p/∂z adds no more than the logits' error; exp (3.3 units of p, as its header states), K additions, a
 *             division and a multiply-add the rest
 *   loss      twice the logits' error, the error of s as above, of the log, and four roundings of the sum itself
 *   gradient  residuals' errors times |x̃|, plus one rounding per addition of terms no larger than |x̃|
 */
export function errorBounds(p: Problem, unit: number) {
  const { n, d, K, X, params, centre, weights } = p;
  const own = UNIT.float64;
  let logits = 0;
  for (let c = 0; c < K; c++) {
    const row = params.subarray(c * (d + 1), (c + 1) * (d + 1));
    const b = row[d] as number;
    const offset = centre.reduce((sum, value, j) => sum + value * (row[j] as number), b);
    for (let i = 0; i < n; i++) {
      let centred = Math.abs(offset);
      let raw = Math.abs(b);
      for (let j = 0; j < d; j++) {
        const x = X[i * d + j] as number;
        const w = Math.abs(row[j] as number);
        centred += Math.abs(x - (centre[j] as number)) * w;
        raw += (Math.abs(x) + Math.abs(centre[j] as number)) * w;
      }
      logits = Math.max(logits, (d + 4) * (unit * centred + own * raw));
    }
  }
  const residual = logits + (K + 6) * (unit + own);
  const log = 4 * (unit + own) * Math.max(1, Math.log(K));
  const steps = Math.min(n, FLUSH_ROWS) + 4;
  const magnitudes = new Float64Array(d + 1);
  let weight = 0;
  for (let i = 0; i < n; i++) {
    const w = weights ? (weights[i] as number) : 1;
    weight += w;
    for (let j = 0; j < d; j++) {
      const offset = centre[j] as number;
      const x = Math.abs((X[i * d + j] as number) - offset) + Math.abs(offset);
      magnitudes[j] = (magnitudes[j] as number) + w * x;
    }
  }
  magnitudes[d] = weight;
  return {
    logits,
    residual,
    logProbability: 2 * logits + (K + 6) * (unit + own) + log,
    /** Of the unscaled loss. */
    loss: (value: number) =>
      weight * (2 * logits + (K + 6) * (unit + own) + log) + (4 * unit + n * own) * Math.abs(value),
    /** Of entry j of any class, unscaled. */
    gradient: (j: number) => (magnitudes[j] as number) * (residual + steps * unit + n * own),
  };
}

/** The largest |actual − expected| / bound; Infinity where something is NaN. */
export function excess(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number | ((index: number) => number),
): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const limit = typeof bound === 'number' ? bound : bound(i);
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    const ratio = difference === 0 ? 0 : difference / limit;
    if (!(ratio <= worst)) worst = Number.isNaN(ratio) ? Infinity : ratio;
  }
  return worst;
}

/** Collects the cases of a sweep that went wrong, by what went wrong. */
export class Findings {
  readonly canaries: string[] = [];
  readonly #wrong = new Map<string, string[]>();

  /** Notes a case whose error exceeds its bound. */
  check(what: string, where: string, ratio: number): void {
    if (!this.#wrong.has(what)) this.#wrong.set(what, []);
    if (!(ratio <= 1)) this.#wrong.get(what)?.push(`${where}: ${ratio.toPrecision(2)} times the bound`);
  }

  checkCanaries(where: string, box: Sandbox): void {
    for (const place of box.damage()) this.canaries.push(`${where}: ${place}`);
  }

  /** Cases that exceeded their bound; an error if there were none to check. */
  of(what: string): string[] {
    const wrong = this.#wrong.get(what);
    if (!wrong) throw new Error(`nothing was checked for ${what}`);
    return wrong;
  }
}

/** A function that computes its value the first time. */
export function once<T>(compute: () => T): () => T {
  let value: { of: T } | null = null;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}
