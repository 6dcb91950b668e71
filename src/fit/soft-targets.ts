/**
 * Targets that are probabilities t, as labels y and a linear term.  Because Σₖ tᵢₖ = 1,
 *
 *   Σᵢ wᵢ·[lse(zᵢ) − Σₖ tᵢₖ·zᵢₖ] = Σᵢ wᵢ·(−log pᵢ,ᵧᵢ) + ⟨W, Σᵢ wᵢ·(yᵢ − tᵢ)ᵀx̃ᵢ⟩
 *
 * for any labels y: kernels that know labels alone serve, and so does all curvature.
 */
import { CsrMatrix } from '../data/csr-matrix.js';
import type { RowSource } from '../data/row-source.js';
import { sum } from '../sum.js';
import type { Precision } from '../wasm/precision.js';
import type { Work } from '../work.js';

/** How labels differ from the targets that they stand for. */
export type Correction =
  /** By the row's label: K × K, row l is y − t of every row of class l. */
  | { readonly byClass: Float64Array }
  /** Writes y − t of rows `first` … `last − 1`, K each. */
  | { readonly byRow: (first: number, last: number, out: Float64Array) => void };

/** How rows are stored: what is subtracted from them before they are rounded, and whether parameters are (W, b + W·centre). */
export interface Storage {
  readonly centre: Float64Array;
  readonly precision: Precision;
  readonly shifted: boolean;
  readonly fitIntercept: boolean;
}

interface Rows {
  readonly X: RowSource;
  readonly y: Uint16Array;
  readonly nClasses: number;
  readonly weights: Float64Array | null;
}

/** Values read at a time. */
const CHUNK_VALUES = 16384;

/**
 * Σᵢ wᵢ·(yᵢ − tᵢ)ᵀx̃ᵢ / Σᵢ wᵢ in the objective's parameters, summed in float64 over rows as they are stored, so that it is
 * the term of the very rows that the loss is of.
 * Cost: n·d multiply-adds by class, by row as many for every class whose target is not its label's.
 */
export function* linearTerm(rows: Rows, correction: Correction, storage: Storage): Work<Float64Array> {
  const { X, y, nClasses: K, weights } = rows;
  const { cols } = X;
  const size = cols + 1;
  const sums = new Float64Array(K * size);
  const add = rowAdder(X, storage, sums);
  const chunk = Math.max(1, Math.floor(CHUNK_VALUES / (cols + K)));
  const byRow = 'byRow' in correction ? correction.byRow : null;
  const factors = new Float64Array(byRow ? chunk * K : 0);
  for (let first = 0; first < X.rows; first += chunk) {
    const last = Math.min(first + chunk, X.rows);
    add.load(first, last);
    byRow?.(first, last, factors);
    for (let i = first; i < last; i++) {
      const weight = weights ? (weights[i] as number) : 1;
      if (weight === 0) continue;
      if (!byRow) {
        add.row(i - first, weight, y[i] as number);
        continue;
      }
      for (let k = 0; k < K; k++) {
        const factor = factors[(i - first) * K + k] as number;
        if (factor !== 0) add.row(i - first, weight * factor, k);
      }
    }
    yield;
  }
  const total = weights ? sum(weights) : X.rows;
  return inParameters(
    'byClass' in correction ? mixed(correction.byClass, sums, K) : sums,
    1 / total,
    storage,
  );
}

/** Adds `factor` times stored row i of what was loaded last, and of a 1 after it, to row k of the sums. */
interface RowAdder {
  load(first: number, last: number): void;
  row(i: number, factor: number, k: number): void;
}

function rowAdder(X: RowSource, { centre, precision }: Storage, sums: Float64Array): RowAdder {
  const { cols } = X;
  const stored = precision === 'float32' ? Math.fround : (x: number) => x;
  if (X instanceof CsrMatrix && centre.every(c => c === 0)) {
    let from = 0;
    return {
      load: first => {
        from = first;
      },
      row(i, factor, k) {
        const { indices, values } = X.row(from + i);
        const base = k * (cols + 1);
        for (let e = 0; e < indices.length; e++) {
          const at = base + (indices[e] as number);
          sums[at] = (sums[at] as number) + factor * stored(values[e] as number);
        }
        sums[base + cols] = (sums[base + cols] as number) + factor;
      },
    };
  }
  let block = new Float64Array();
  return {
    load(first, last) {
      if (block.length < (last - first) * cols) block = new Float64Array((last - first) * cols);
      X.copy(first, last, block);
      for (let at = 0; at < (last - first) * cols; ) {
        for (let j = 0; j < cols; j++, at++)
          block[at] = stored((block[at] as number) - (centre[j] as number));
      }
    },
    row(i, factor, k) {
      const base = k * (cols + 1);
      const from = i * cols;
      for (let j = 0; j < cols; j++) {
        sums[base + j] = (sums[base + j] as number) + factor * (block[from + j] as number);
      }
      sums[base + cols] = (sums[base + cols] as number) + factor;
    },
  };
}

/** tableᵀ · sums. */
function mixed(table: Float64Array, sums: Float64Array, K: number): Float64Array {
  const size = sums.length / K;
  const out = new Float64Array(sums.length);
  for (let l = 0; l < K; l++) {
    for (let k = 0; k < K; k++) {
      const factor = table[l * K + k] as number;
      for (let j = 0; j < size; j++) {
        out[k * size + j] = (out[k * size + j] as number) + factor * (sums[l * size + j] as number);
      }
    }
  }
  return out;
}

/** Sums over rows less centre as the gradient of what parameters there are. */
function inParameters(
  sums: Float64Array,
  scale: number,
  { centre, shifted, fitIntercept }: Storage,
): Float64Array {
  const d = centre.length;
  const stride = d + (fitIntercept ? 1 : 0);
  const out = new Float64Array((sums.length / (d + 1)) * stride);
  for (let from = 0, to = 0; from < sums.length; from += d + 1, to += stride) {
    const ones = sums[from + d] as number;
    for (let j = 0; j < d; j++) {
      out[to + j] = ((sums[from + j] as number) + (shifted ? 0 : ones * (centre[j] as number))) * scale;
    }
    if (fitIntercept) out[to + d] = ones * scale;
  }
  return out;
}
