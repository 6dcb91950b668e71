// The plain reference: right for any shape, float64 throughout, each function one formula.
//
//   X        n × d, row-major             y        n class indices         w   n weights, null: all 1
//   params   K × (d + 1), W[c] then b[c]  centre   d offsets, subtracted from X before it is rounded
//
//   logits    z_ic  = b_c + Σ_j x_ij·W_cj                                           n × K
//   softmax   p_ic  = exp(z_ic − m_i)/Σ_k exp(z_ik − m_i),   m_i = max_k z_ik       n × K
//   loss      L     = scale · Σ_i w_i·(log Σ_k exp(z_ik − m_i) + m_i − z_i,y_i)
//   gradient  ∂_cj  = scale · Σ_i w_i·(p_ic − [y_i = c])·x̃_ij,   x̃ = x followed by 1    K × (d + 1)
//   curvature v_i   = w_i·p_ik(1 − p_ik), for k < 0 its mean over k                 n
//   gram      G_jk  = Σ_i v_i·x̃_ij·x̃_ik                                            (d + 1) × (d + 1)
//   argmax    the class of the largest logit, the first of equals                   n

export interface Problem {
  readonly n: number;
  readonly d: number;
  readonly K: number;
  readonly X: Float64Array;
  readonly y: Uint16Array;
  readonly weights: Float64Array | null;
  readonly params: Float64Array;
  readonly centre: Float64Array;
}

const at = (array: ArrayLike<number>, i: number) => array[i] as number;

/** x_ij, or 1 for j = d. */
const withOne = ({ X, d }: Problem, i: number, j: number) => (j === d ? 1 : at(X, i * d + j));

const weightOf = ({ weights }: Problem, i: number) => (weights ? at(weights, i) : 1);

export function logits(p: Problem): Float64Array {
  const { n, d, K, params } = p;
  const z = new Float64Array(n * K);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < K; c++) {
      let sum = 0;
      for (let j = 0; j <= d; j++) sum += withOne(p, i, j) * at(params, c * (d + 1) + j);
      z[i * K + c] = sum;
    }
  }
  return z;
}

/** log p of logits z, n × K. */
export function logSoftmax(z: Float64Array, K: number): Float64Array {
  const out = new Float64Array(z.length);
  for (let first = 0; first < z.length; first += K) {
    const row = z.subarray(first, first + K);
    const m = row.reduce((largest, value) => Math.max(largest, value), -Infinity);
    const s = row.reduce((sum, value) => sum + Math.exp(value - m), 0);
    for (let c = 0; c < K; c++) out[first + c] = at(row, c) - m - Math.log(s);
  }
  return out;
}

export function softmax(z: Float64Array, K: number): Float64Array {
  return logSoftmax(z, K).map(Math.exp);
}

export function loss(p: Problem, scale: number): number {
  const logP = logSoftmax(logits(p), p.K);
  let sum = 0;
  for (let i = 0; i < p.n; i++) sum -= weightOf(p, i) * at(logP, i * p.K + at(p.y, i));
  return scale * sum;
}

export function gradient(p: Problem, scale: number): Float64Array {
  const { n, d, K, y } = p;
  const P = softmax(logits(p), K);
  const out = new Float64Array(K * (d + 1));
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < K; c++) {
      const residual = weightOf(p, i) * (at(P, i * K + c) - (y[i] === c ? 1 : 0));
      for (let j = 0; j <= d; j++) {
        const k = c * (d + 1) + j;
        out[k] = at(out, k) + scale * residual * withOne(p, i, j);
      }
    }
  }
  return out;
}

export function curvature(p: Problem, k: number): Float64Array {
  const { n, K } = p;
  const P = softmax(logits(p), K);
  const v = (i: number, c: number) => at(P, i * K + c) * (1 - at(P, i * K + c));
  return Float64Array.from({ length: n }, (_, i) => {
    if (k >= 0) return weightOf(p, i) * v(i, k);
    let sum = 0;
    for (let c = 0; c < K; c++) sum += v(i, c);
    return (weightOf(p, i) * sum) / K;
  });
}

export function gram(p: Problem, v: Float64Array): Float64Array {
  const { n, d } = p;
  const out = new Float64Array((d + 1) * (d + 1));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= d; j++) {
      const weighted = at(v, i) * withOne(p, i, j);
      for (let k = 0; k <= d; k++) {
        const entry = j * (d + 1) + k;
        out[entry] = at(out, entry) + weighted * withOne(p, i, k);
      }
    }
  }
  return out;
}

export function argmax(z: Float64Array, K: number): number[] {
  return Array.from({ length: z.length / K }, (_, i) => {
    let best = 0;
    for (let c = 1; c < K; c++) if (at(z, i * K + c) > at(z, i * K + best)) best = c;
    return best;
  });
}
