import { Anderson } from './anderson.js';
import { softThreshold } from './l1.js';
import { dot } from './vector.js';

/**
 * Minimises a quadratic model with an L1 term,
 *   rᵀ(x − x₀) + ½(x − x₀)ᵀA(x − x₀) + Σ factorsₐ|xₐ|,
 * over all entries by coordinate descent, one after the other and each exactly.  Groups are runs of entries that share a
 * factor: a group's block of A is bounded by its largest row sum, and the group moves as one.
 */
export interface Problem {
  /** m × m, symmetric, row-major. */
  readonly A: Float64Array;
  /** Where it begins; on return about the minimiser. */
  readonly x: Float64Array;
  /** Gradient of the quadratic part at x, kept up. */
  readonly r: Float64Array;
  /** Of each entry; of a group, the same in all of its entries. */
  readonly factors: Float64Array;
  /** Length of the groups that penalised entries come in, 1: each by itself. */
  readonly group: number;
}

/**
 * Sweeps until slopes change by no more than this share of what they did in the first, or so many times; returns how many.
 */
export function minimise(problem: Problem, share: number, maxSweeps: number): number {
  const { factors, group, A, x, r } = problem;
  const m = factors.length;
  const bounds = group > 1 ? groupBounds(problem) : null;
  const x0 = x.slice();
  const r0 = r.slice();
  const anderson = new Anderson();
  let first = 0;
  for (let sweep = 1; sweep < maxSweeps; sweep++) {
    let change = 0;
    for (let a = 0; a < m; ) {
      if (bounds && (factors[a] as number) > 0) {
        change = Math.max(change, moveGroup(problem, a, bounds[a] as number));
        a += group;
      } else change = Math.max(change, (A[a * m + a] as number) * moveEntry(problem, a++));
    }
    first ||= change;
    if (!(change > share * first)) return sweep;
    const leap = anderson.next(x, r);
    if (leap && value(problem, leap.x, leap.r, x0, r0) < value(problem, x, r, x0, r0)) {
      x.set(leap.x);
      r.set(leap.r);
    }
  }
  return maxSweeps;
}

/** Of the model, less a constant: ½(r₀ + r)ᵀ(x − x₀) + L1 term. */
function value(
  { factors, group }: Problem,
  x: Float64Array,
  r: Float64Array,
  x0: Float64Array,
  r0: Float64Array,
): number {
  let sum = 0;
  for (let a = 0; a < x.length; a++)
    sum += 0.5 * ((r0[a] as number) + (r[a] as number)) * ((x[a] as number) - (x0[a] as number));
  for (let a = 0; a < x.length; ) {
    const size = (factors[a] as number) > 0 ? group : 1;
    const run = x.subarray(a, a + size);
    sum += (factors[a] as number) * (size > 1 ? Math.sqrt(dot(run, run)) : Math.abs(x[a] as number));
    a += size;
  }
  return sum;
}

/** Moves entry a to its minimum; returns how far. */
function moveEntry({ A, x, r, factors }: Problem, a: number): number {
  const bend = A[a * factors.length + a] as number;
  if (!(bend > 0)) return 0;
  const from = x[a] as number;
  const to = softThreshold(bend * from - (r[a] as number), factors[a] as number) / bend;
  if (to === from) return 0;
  x[a] = to;
  addRow(A, a, to - from, r);
  return Math.abs(to - from);
}

/** Moves the group that begins at a, as if its block were bound·I; returns how far, times bound. */
function moveGroup({ A, x, r, factors, group }: Problem, a: number, bound: number): number {
  if (!(bound > 0)) return 0;
  let square = 0;
  const target = new Float64Array(group);
  for (let i = 0; i < group; i++) {
    const value = bound * (x[a + i] as number) - (r[a + i] as number);
    target[i] = value;
    square += value * value;
  }
  const scale = Math.max(0, 1 - (factors[a] as number) / Math.sqrt(square)) / bound;
  let most = 0;
  for (let i = 0; i < group; i++) {
    const to = square > 0 ? (target[i] as number) * scale : 0;
    const delta = to - (x[a + i] as number);
    if (delta === 0) continue;
    x[a + i] = to;
    addRow(A, a + i, delta, r);
    most = Math.max(most, Math.abs(delta));
  }
  return most * bound;
}

/** Of each group, at its first entry, what its block's eigenvalues do not exceed. */
function groupBounds({ A, factors, group }: Problem): Float64Array {
  const m = factors.length;
  const bounds = new Float64Array(m);
  for (let a = 0; a < m; a += (factors[a] as number) > 0 ? group : 1) {
    for (let i = a; i < a + group && i < m; i++) {
      let sum = 0;
      for (let j = a; j < a + group && j < m; j++) sum += Math.abs(A[i * m + j] as number);
      bounds[a] = Math.max(bounds[a] as number, sum);
    }
  }
  return bounds;
}

/** r += scale · row a of A */
function addRow(A: Float64Array, a: number, scale: number, r: Float64Array): void {
  const m = r.length;
  const row = a * m;
  for (let c = 0; c < m; c++) r[c] = (r[c] as number) + scale * (A[row + c] as number);
}
