/**
 * Softmax regression in plain JavaScript: what our kernels are compared with.
 *
 *   zₖ = Wₖ·x + bₖ      pₖ = exp(zₖ − m) / s,  m = max z,  s = Σ exp(zₖ − m)
 *   F(W, b)  = Σᵢ wᵢ·(log sᵢ + mᵢ − z_{i,yᵢ}) / Σwᵢ + ½λ‖W‖²                (intercepts free)
 *   ∂F/∂Wₖ  = Σᵢ wᵢ·(p_{ik} − [yᵢ = k])·xᵢ / Σwᵢ + λWₖ
 *
 *   X  n × d, row-major                 w, gradient  K × (d + 1), each class's d weights, then its intercept
 *   z  B × K, a block's logits, probabilities and residuals in turn; B rows of X fit the L1 cache
 *
 * Cost of one evaluation: 4·n·d·K flops, n·(K−1) exp, few log; one pass over X; nothing allocated.
 *
 * The tile, 4 rows × 3 classes, is the fastest plain JavaScript we found in V8 11.3 … 14.6: it loads 7 numbers
 * for 12 multiply-adds and just fits the registers.  The last tile repeats a row with residual 0, so that there
 * is no second text for the rest of the rows.  What lost, and by how much, is at the end of this file.  `createPlainBaseline`
 * is the textbook's loop, one row and one class at a time; it takes two to three times as long.
 */

/** @typedef {import('../src/objective.ts').Objective} Objective */
/** @typedef {import('../src/objective.ts').Curvature} Curvature */

/**
 * @typedef {object} Baseline
 * @property {Float64Array} X the data, n × d
 * @property {(X: Float64Array, n: number, w: Float64Array, out: Uint16Array) => void} predict argmax of the logits
 * @property {Curvature} curvature
 */

/** Rows side by side in a sample, as many as a strip of ours. */
const SAMPLE_RUN = 8;

/**
 * Logits of `count` rows, the t-th of which is X's row first + t·step.
 * @param {Float64Array} X @param {number} d
 * @param {number} first @param {number} step @param {number} count
 * @param {Float64Array} w K × (d + 1) @param {number} K
 * @param {Float64Array} z count × K rounded up to a multiple of 4 rows, overwritten
 */
function logits(X, d, first, step, count, w, K, z) {
  const last = (first + (count - 1) * step) * d;
  for (let t = 0; t < count; t += 4) {
    const x0 = (first + t * step) * d;
    const x1 = Math.min(x0 + step * d, last);
    const x2 = Math.min(x1 + step * d, last);
    const x3 = Math.min(x2 + step * d, last);
    const z0 = t * K;
    const z1 = z0 + K;
    const z2 = z1 + K;
    const z3 = z2 + K;
    const stride = d + 1;
    let k = 0;
    for (; k + 3 <= K; k += 3) {
      const r0 = k * stride;
      const r1 = r0 + stride;
      const r2 = r1 + stride;
      let a0 = w[r0 + d];
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = w[r1 + d];
      let b1 = b0;
      let b2 = b0;
      let b3 = b0;
      let c0 = w[r2 + d];
      let c1 = c0;
      let c2 = c0;
      let c3 = c0;
      for (let j = 0; j < d; j++) {
        const wa = w[r0 + j];
        const wb = w[r1 + j];
        const wc = w[r2 + j];
        const v0 = X[x0 + j];
        a0 += wa * v0;
        b0 += wb * v0;
        c0 += wc * v0;
        const v1 = X[x1 + j];
        a1 += wa * v1;
        b1 += wb * v1;
        c1 += wc * v1;
        const v2 = X[x2 + j];
        a2 += wa * v2;
        b2 += wb * v2;
        c2 += wc * v2;
        const v3 = X[x3 + j];
        a3 += wa * v3;
        b3 += wb * v3;
        c3 += wc * v3;
      }
      z[z0 + k] = a0;
      z[z0 + k + 1] = b0;
      z[z0 + k + 2] = c0;
      z[z1 + k] = a1;
      z[z1 + k + 1] = b1;
      z[z1 + k + 2] = c1;
      z[z2 + k] = a2;
      z[z2 + k + 1] = b2;
      z[z2 + k + 2] = c2;
      z[z3 + k] = a3;
      z[z3 + k + 1] = b3;
      z[z3 + k + 2] = c3;
    }
    for (; k < K; k++) {
      const r = k * stride;
      let a0 = w[r + d];
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      for (let j = 0; j < d; j++) {
        const wa = w[r + j];
        a0 += wa * X[x0 + j];
        a1 += wa * X[x1 + j];
        a2 += wa * X[x2 + j];
        a3 += wa * X[x3 + j];
      }
      z[z0 + k] = a0;
      z[z1 + k] = a1;
      z[z2 + k] = a2;
      z[z3 + k] = a3;
    }
  }
}

/**
 * Logits → probabilities in place, `count` rows.  Returns Σ weight·loss over rows first … first + count − 1 when
 * labels are given.  Without weights one logarithm serves many rows: log s₁ + log s₂ = log s₁s₂, 1 ≤ s ≤ K.
 * @param {Float64Array} z count × K @param {number} K @param {number} count
 * @param {Uint16Array} y @param {number} first
 * @param {Float64Array | null} weight
 */
function softmax(z, K, count, y, first, weight) {
  let loss = 0;
  let product = 1;
  for (let t = 0, at = 0; t < count; t++, at += K) {
    let max = z[at];
    for (let k = 1; k < K; k++) if (z[at + k] > max) max = z[at + k];
    const rest = max - z[at + y[first + t]];
    let sum = 0;
    for (let k = 0; k < K; k++) {
      const shifted = z[at + k] - max;
      const e = shifted === 0 ? 1 : Math.exp(shifted); // saves one exp in K
      z[at + k] = e;
      sum += e;
    }
    const inverse = 1 / sum;
    for (let k = 0; k < K; k++) z[at + k] *= inverse;
    if (weight !== null) {
      loss += weight[first + t] * (rest + Math.log(sum));
    } else {
      loss += rest;
      product *= sum;
      if (product > 1e250) {
        loss += Math.log(product);
        product = 1;
      }
    }
  }
  return loss + Math.log(product);
}

/**
 * out[k] += Σ_t c[t][k]·x̃_t over `count` rows, x̃ being x followed by 1.  Rows as in `logits`.
 * @param {Float64Array} X @param {number} d
 * @param {number} first @param {number} step @param {number} count
 * @param {Float64Array} c count × K, then zeros up to a multiple of 4 rows @param {number} K
 * @param {Float64Array} out K × (d + 1)
 * @param {boolean} lower only columns j ≤ k are needed (and the last)
 */
function accumulate(X, d, first, step, count, c, K, out, lower) {
  const last = (first + (count - 1) * step) * d;
  for (let t = 0; t < count; t += 4) {
    const x0 = (first + t * step) * d;
    const x1 = Math.min(x0 + step * d, last);
    const x2 = Math.min(x1 + step * d, last);
    const x3 = Math.min(x2 + step * d, last);
    const t0 = t * K;
    const t1 = t0 + K;
    const t2 = t1 + K;
    const t3 = t2 + K;
    const stride = d + 1;
    let k = 0;
    for (; k + 3 <= K; k += 3) {
      const r0 = k * stride;
      const r1 = r0 + stride;
      const r2 = r1 + stride;
      const a0 = c[t0 + k];
      const b0 = c[t0 + k + 1];
      const c0 = c[t0 + k + 2];
      const a1 = c[t1 + k];
      const b1 = c[t1 + k + 1];
      const c1 = c[t1 + k + 2];
      const a2 = c[t2 + k];
      const b2 = c[t2 + k + 1];
      const c2 = c[t2 + k + 2];
      const a3 = c[t3 + k];
      const b3 = c[t3 + k + 1];
      const c3 = c[t3 + k + 2];
      const columns = lower && k + 3 < d ? k + 3 : d;
      for (let j = 0; j < columns; j++) {
        const v0 = X[x0 + j];
        const v1 = X[x1 + j];
        const v2 = X[x2 + j];
        const v3 = X[x3 + j];
        out[r0 + j] += a0 * v0 + a1 * v1 + (a2 * v2 + a3 * v3);
        out[r1 + j] += b0 * v0 + b1 * v1 + (b2 * v2 + b3 * v3);
        out[r2 + j] += c0 * v0 + c1 * v1 + (c2 * v2 + c3 * v3);
      }
      out[r0 + d] += a0 + a1 + (a2 + a3);
      out[r1 + d] += b0 + b1 + (b2 + b3);
      out[r2 + d] += c0 + c1 + (c2 + c3);
    }
    for (; k < K; k++) {
      const r = k * stride;
      const a0 = c[t0 + k];
      const a1 = c[t1 + k];
      const a2 = c[t2 + k];
      const a3 = c[t3 + k];
      for (let j = 0; j < d; j++)
        out[r + j] += a0 * X[x0 + j] + a1 * X[x1 + j] + (a2 * X[x2 + j] + a3 * X[x3 + j]);
      out[r + d] += a0 + a1 + (a2 + a3);
    }
  }
}

/**
 * Sums over the data → F and its gradient, in place.
 * @param {Float64Array} w @param {Float64Array} gradient K × (d + 1)
 * @param {number} d @param {number} K
 * @param {number} loss Σ weight·loss @param {number} total Σ weight @param {number} lambda
 */
function finish(w, gradient, d, K, loss, total, lambda) {
  const scale = 1 / total;
  let squares = 0;
  for (let k = 0, at = 0; k < K; k++, at++) {
    for (let j = 0; j < d; j++, at++) {
      squares += w[at] * w[at];
      gradient[at] = gradient[at] * scale + lambda * w[at];
    }
    gradient[at] *= scale;
  }
  return loss * scale + 0.5 * lambda * squares;
}

/**
 * The data as one type whatever came in: a second array type would make every loop above slower.
 * @param {ArrayLike<number>} X @param {number} n @param {number} d @param {ArrayLike<number>} y
 * @param {{ sampleWeight?: ArrayLike<number>, lambda?: number, fitIntercept?: true }} options
 */
function prepare(X, n, d, y, { sampleWeight, lambda = 0, fitIntercept = true }) {
  if (!fitIntercept) throw new RangeError('fitIntercept: the baseline always has intercepts');
  if (X.length !== n * d) throw new RangeError(`X has ${X.length} values: expected n·d = ${n * d}`);
  if (y.length !== n) throw new RangeError(`y has ${y.length} values: expected n = ${n}`);
  const weight = sampleWeight ? Float64Array.from(sampleWeight) : null;
  return {
    data: X instanceof Float64Array ? X : Float64Array.from(X),
    labels: y instanceof Uint16Array ? y : Uint16Array.from(y),
    weight,
    total: weight ? weight.reduce((sum, v) => sum + v, 0) : n,
    lambda,
  };
}

/**
 * The baseline: tiled loops.
 * @param {ArrayLike<number>} X n × d, row-major; kept if a Float64Array, copied otherwise
 * @param {number} n rows
 * @param {number} d features
 * @param {number} K classes
 * @param {ArrayLike<number>} y class indices
 * @param {{ sampleWeight?: ArrayLike<number>, lambda?: number, fitIntercept?: true }} [options]
 *   lambda: the penalty's factor in the mean objective, 1/(C·Σw)
 * @returns {Objective & Baseline}
 */
export function createBaseline(X, n, d, K, y, options = {}) {
  const { data, labels, weight, total, lambda } = prepare(X, n, d, y, options);
  const block = 4 * Math.max(1, Math.min(16, Math.floor(1024 / d)));
  const z = new Float64Array(block * K);
  const v = new Float64Array(block);
  const vx = new Float64Array(4 * (d + 1));

  /** @param {Float64Array} w @param {Float64Array} gradient */
  function valueAndGradient(w, gradient) {
    let loss = 0;
    gradient.fill(0);
    for (let i = 0; i < n; i += block) {
      const count = Math.min(block, n - i);
      logits(data, d, i, 1, count, w, K, z);
      loss += softmax(z, K, count, labels, i, weight);
      for (let t = 0; t < count; t++) {
        z[t * K + labels[i + t]] -= 1;
        if (weight) for (let k = 0; k < K; k++) z[t * K + k] *= weight[i + t];
      }
      if (count < block) z.fill(0, count * K);
      accumulate(data, d, i, 1, count, z, K, gradient, false);
    }
    return finish(w, gradient, d, K, loss, total, lambda);
  }

  /** @param {Float64Array} rows @param {number} m @param {Float64Array} w @param {Uint16Array} out */
  function predict(rows, m, w, out) {
    for (let i = 0; i < m; i += block) {
      const count = Math.min(block, m - i);
      logits(rows, d, i, 1, count, w, K, z);
      for (let t = 0, at = 0; t < count; t++, at += K) {
        let best = 0;
        for (let k = 1; k < K; k++) if (z[at + k] > z[at + best]) best = k;
        out[i + t] = best;
      }
    }
  }

  /**
   * v[t] ← the weights of `count` rows in a Gram matrix, over wᵢ.
   * @param {import('../src/objective.ts').GramWeights} weights
   * @param {number} first @param {number} step @param {number} count
   */
  function gramWeights(weights, first, step, count) {
    if (weights.kind === 'bound') {
      v.fill(0.5 * (1 - 1 / K));
      return;
    }
    logits(data, d, first, step, count, weights.w, K, z);
    softmax(z, K, count, labels, 0, null);
    for (let t = 0, at = 0; t < count; t++, at += K) {
      let sum = 0;
      if (weights.kind === 'class') sum = z[at + weights.k] * (1 - z[at + weights.k]);
      else for (let k = 0; k < K; k++) sum += (z[at + k] * (1 - z[at + k])) / K;
      v[t] = sum;
    }
  }

  /** @type {Curvature['gram']} */
  function gram(weights, sampleEvery, out) {
    const side = d + 1;
    const step = Math.max(1, Math.floor(sampleEvery));
    const samples = Math.ceil(n / step);
    let sampled = 0;
    out.fill(0);
    for (let t = 0; t < samples; t += 4) {
      const count = Math.min(4, samples - t);
      gramWeights(weights, t * step, step, count);
      // The block is Σ (v·x̃)·x̃ᵀ: the gradient's loop, with v·x̃ in place of the residuals.
      vx.fill(0);
      for (let q = 0; q < count; q++) {
        const row = (t + q) * step;
        const wi = weight ? weight[row] : 1;
        sampled += wi;
        for (let a = 0; a < d; a++) vx[q * side + a] = wi * v[q] * data[row * d + a];
        vx[q * side + d] = wi * v[q];
      }
      accumulate(data, d, t * step, step, count, vx, side, out, true);
    }
    for (let a = 0; a < side; a++) {
      for (let b = 0; b <= a; b++) {
        const value = out[a * side + b] / sampled;
        out[a * side + b] = value;
        out[b * side + a] = value;
      }
    }
    for (let j = 0; j < d; j++) out[j * side + j] += lambda;
  }

  /** @type {Map<number, Objective>} */
  const samples = new Map();

  /** Rows of a sample are copied once, so that the loops above run over them as over all. */
  function sampleOf(/** @type {number} */ step) {
    const rows = Array.from({ length: n }, (_, i) => i).filter(i => Math.floor(i / SAMPLE_RUN) % step === 0);
    const X = new Float64Array(rows.length * d);
    for (const [at, i] of rows.entries()) X.set(data.subarray(i * d, (i + 1) * d), at * d);
    const y = Uint16Array.from(rows, i => labels[i]);
    const sampleWeight = weight ? { sampleWeight: Float64Array.from(rows, i => weight[i]) } : {};
    return createBaseline(X, rows.length, d, K, y, { lambda, ...sampleWeight });
  }

  /** @param {Float64Array} w @param {Float64Array} gradient @param {number} sampleEvery */
  function sampledValueAndGradient(w, gradient, sampleEvery) {
    const step = Math.max(1, Math.round(sampleEvery));
    const sample = samples.get(step) ?? sampleOf(step);
    samples.set(step, sample);
    return sample.valueAndGradient(w, gradient);
  }

  return {
    X: data,
    size: K * (d + 1),
    valueAndGradient,
    sampledValueAndGradient,
    predict,
    curvature: { rows: n, classes: K, blockSize: d + 1, gram },
  };
}

/**
 * The textbook's loops, one row and one class at a time: a reference for the others, and what most people write.
 * @param {ArrayLike<number>} X n × d, row-major
 * @param {number} n
 * @param {number} d
 * @param {number} K
 * @param {ArrayLike<number>} y
 * @param {{ sampleWeight?: ArrayLike<number>, lambda?: number, fitIntercept?: true }} [options]
 * @returns {Objective}
 */
export function createPlainBaseline(X, n, d, K, y, options = {}) {
  const { data, labels, weight, total, lambda } = prepare(X, n, d, y, options);
  const stride = d + 1;
  const z = new Float64Array(K);

  /** @param {Float64Array} w @param {Float64Array} gradient */
  function valueAndGradient(w, gradient) {
    let loss = 0;
    gradient.fill(0);
    for (let i = 0; i < n; i++) {
      const x = i * d;
      let max = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < K; k++) {
        const r = k * stride;
        let a = w[r + d];
        for (let j = 0; j < d; j++) a += w[r + j] * data[x + j];
        z[k] = a;
        if (a > max) max = a;
      }
      const rest = max - z[labels[i]];
      let sum = 0;
      for (let k = 0; k < K; k++) {
        z[k] = Math.exp(z[k] - max);
        sum += z[k];
      }
      const wi = weight ? weight[i] : 1;
      loss += wi * (rest + Math.log(sum));
      for (let k = 0; k < K; k++) {
        const r = k * stride;
        const residual = wi * (z[k] / sum - (k === labels[i] ? 1 : 0));
        for (let j = 0; j < d; j++) gradient[r + j] += residual * data[x + j];
        gradient[r + d] += residual;
      }
    }
    return finish(w, gradient, d, K, loss, total, lambda);
  }

  return { size: K * stride, valueAndGradient };
}

// What lost.  One evaluation in milliseconds, best of 40, on one core of a Zen 5 (Node 20 / Node 24):
//
//                                            1797×64×10   200000×54×7   20000×784×10   20000×200×100
//   4 rows × 3 classes (kept)                0.82 / 0.77     82 / 70       94 / 88        233 / 222
//   4 rows × 2 classes                       0.94 / 0.82     78 / 75      111 / 101       278 / 263
//   3 × 3                                    0.88 / 0.78     83 / 74      107 / 96        251 / 246
//   2 × 5                                    0.84 / 0.76     89 / 72      108 / 96        251 / 236
//   8 × 1                                    1.0  / 0.93     83 / 80      127 / 114       290 / 298
//   4 rows × 1 class                         1.9  / 1.3     105 / 83      157 / 118       405 / 318
//   1 row × 4 classes                        2.1  / 1.2     122 / 100     178 / 140       378 / 322
//   feature-major weights, zeros skipped     1.9  / 1.2     205 / 154     139 / 111       929 / 562
//   feature-major weights                    2.9  / 1.4     201 / 157     399 / 162       932 / 551
//   1 row, dot product unrolled by 4         2.7  / 1.6     115 / 136     214 / 238       505 / 595
//   textbook                                 2.4  / 1.9     168 / 146     301 / 243       797 / 630
//
// The first row is the tile kept, before rows were taken in blocks; the machine was not idle, so differences under
// 5 % mean nothing.  Float32Array for X: between 5 % faster and 13 % slower (every load is followed by a conversion).
// At d = 4, K = 3: one logarithm for several rows saves 15 to 40 %, no exp for the largest logit 5 to 25 %, loops
// called for blocks of rows about a quarter; a polynomial exp in JavaScript costs 15 to 80 % more than Math.exp.
