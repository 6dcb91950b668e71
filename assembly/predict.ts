// Prediction for row-major rows, one panel at a time: pack → logits → output.  Nothing beyond a panel is kept.

import { CELL, stripCount, stripRows } from "./panel";
import { addIntegers, greater, splatInteger } from "./lanes";
import { biasOffset, packedWeightBytes, packRows, packWeights } from "./pack";
import { logits } from "./logits";
import { STATS } from "./exponentials";
import { logSoftmax, softmax } from "./softmax";

/** What `predictScores` writes. */
const LOGITS = 0, PROBABILITIES = 1, LOG_PROBABILITIES = 2;

/** Bytes of a model's packed weights. */
export function modelBytes<T extends number>(d: i32, K: i32): usize {
  return packedWeightBytes<T>(d, K);
}

/** params: K × (d + 1) f64.  centre: d f64, what is subtracted from rows before they meet the weights. */
export function packModel<T extends number>(params: usize, d: i32, K: i32, centre: usize, model: usize): void {
  packWeights<T>(params, d, K, centre, model);
}

/** Bytes of scratch memory for up to `rows` rows at once. */
export function predictScratch<T extends number>(rows: i32, d: i32, K: i32): usize {
  return STATS + <usize>stripCount<T>(rows) * <usize>(d + K) * CELL;
}

/**
 * Packs rows into scratch and computes their logits behind them, at `logitsOffset`.  Returns what packRows does.
 * Without a model and features the source holds K logits a row: packed rows of K columns are what logits are.
 */
@inline
function rowLogits<T extends number>(
  source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, scratch: usize
): f64 {
  const x = scratch + STATS;
  if (!model) return packRows<T>(source, rows, K, centre, x);
  const bad = packRows<T>(source, rows, d, centre, x);
  logits<T>(
    x, <usize>d * CELL, model, model + biasOffset<T>(d, K), scratch + logitsOffset<T>(rows, d), stripCount<T>(rows), d, K
  );
  return bad;
}

@inline
function logitsOffset<T extends number>(rows: i32, d: i32): usize {
  return STATS + <usize>(stripCount<T>(rows) * d) * CELL;
}

/**
 * source: rows × d f64, or for model 0 and d = 0 logits of rows, rows × K f64, and centre K zeros.
 * out: rows × K f64 of logits, probabilities or log-probabilities.
 * Returns 0, or NaN when an entry of the source, or of the output, is not finite as a T.
 */
export function predictScores<T extends number>(
  kind: i32, source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, out: usize, scratch: usize
): f64 {
  const perStrip = stripRows<T>(), strips = stripCount<T>(rows);
  let bad = rowLogits<T>(source, rows, d, K, centre, model, scratch);
  let z = scratch + logitsOffset<T>(rows, d);
  if (kind == PROBABILITIES) softmax<T>(z, strips, K, scratch);
  else if (kind == LOG_PROBABILITIES) logSoftmax<T>(z, strips, K);
  for (; rows > 0; rows -= perStrip) {
    for (let lane = 0, present = min(rows, perStrip); lane < present; lane++) {
      let from = z + <usize>lane * sizeof<T>();
      for (let c = 0; c < K; c++) {
        const value = <f64>load<T>(from);
        store<f64>(out, value);
        bad += value * 0;
        from += CELL;
        out += 8;
      }
    }
    z += <usize>K * CELL;
  }
  return bad;
}

/**
 * source: as in predictScores.  out: rows u32, the class of the largest logit, the first of equals.
 * Returns 0, or NaN when an entry of the source is not finite as a T.
 */
export function predictClasses<T extends number>(
  source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, out: usize, scratch: usize
): f64 {
  const perStrip = stripRows<T>();
  const bad = rowLogits<T>(source, rows, d, K, centre, model, scratch);
  let z = scratch + logitsOffset<T>(rows, d);
  for (; rows > 0; rows -= perStrip) {
    argmax<T>(z, K, scratch);
    for (let lane = 0, present = min(rows, perStrip); lane < present; lane++) {
      store<u32>(out, load<u32>(scratch + <usize>lane * sizeof<T>()));
      out += 4;
    }
    z += <usize>K * CELL;
  }
  return bad;
}

/** Index of the largest logit of each row of a strip, the first of equals, as integers as wide as T: a cell at `to`. */
@inline
function argmax<T extends number>(z: usize, K: i32, to: usize): void {
  const one = splatInteger<T>(1);
  let ma = v128.load(z), mb = v128.load(z, 16);
  let ia = splatInteger<T>(0), ib = ia, c = ia;
  for (let k = 1; k < K; k++) {
    z += CELL;
    c = addIntegers<T>(c, one);
    const za = v128.load(z), zb = v128.load(z, 16);
    const ga = greater<T>(za, ma), gb = greater<T>(zb, mb);
    ma = v128.bitselect(za, ma, ga);
    mb = v128.bitselect(zb, mb, gb);
    ia = v128.bitselect(c, ia, ga);
    ib = v128.bitselect(c, ib, gb);
  }
  v128.store(to, ia);
  v128.store(to, ib, 16);
}
