import type { LabelledLogits } from './labelled-logits.js';
import { OneVsRestCalibration } from './one-vs-rest.js';

/** Scores closer to each other than this are one, as in scikit-learn. */
const SAME = 1e-15;

/**
 * For each class against the rest the non-decreasing function of its logit, of two classes of their difference, that has the
 * least squared error, by pooling adjacent violators; linear between its points, level beyond them; divided by the sum over
 * classes.  It needs more rows than the other methods: a thousand, as a rule.
 *
 * Zadrozny and Elkan (2002); scikit-learn's CalibratedClassifierCV with method 'isotonic'.
 */
export class IsotonicCalibration extends OneVsRestCalibration {
  /** @internal */
  protected readonly method = 'isotonic';

  /** @internal */
  protected readonly kind = 'isotonic';

  /** @internal */
  protected curve(
    scores: Float64Array,
    positive: Uint8Array,
    { weights }: LabelledLogits,
  ): [number[], number[]] {
    const points = distinct(scores, positive, weights);
    const heights = pooled(points);
    // A point at the height of both its neighbours says nothing.
    const kept = points.filter((_, i) => heights[i] !== heights[i - 1] || heights[i] !== heights[i + 1]);
    return [kept.map(({ x }) => x), heights.filter((y, i) => y !== heights[i - 1] || y !== heights[i + 1])];
  }
}

interface Point {
  readonly x: number;
  /** The mean by weight. */
  y: number;
  weight: number;
}

/** Ascending, one for each score; rows of weight 0 left out. */
function distinct(scores: Float64Array, positive: Uint8Array, weights: Float64Array): Point[] {
  const rows = Uint32Array.from(scores.keys()).filter(i => (weights[i] as number) > 0);
  rows.sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const points: Point[] = [];
  for (const i of rows) {
    const [x, weight] = [scores[i] as number, weights[i] as number];
    const last = points.at(-1);
    if (last && x - last.x < SAME) {
      last.y += (((positive[i] as number) - last.y) * weight) / (last.weight + weight);
      last.weight += weight;
    } else points.push({ x, y: positive[i] as number, weight });
  }
  return points;
}

/** Heights of the non-decreasing step function closest to the points: blocks that violate the order become their mean. */
function pooled(points: readonly Point[]): number[] {
  const blocks: { y: number; weight: number; count: number }[] = [];
  for (const { y, weight } of points) {
    let block = { y, weight, count: 1 };
    for (let last = blocks.at(-1); last && last.y >= block.y; last = blocks.at(-1)) {
      const total = last.weight + block.weight;
      block = {
        y: (last.y * last.weight + block.y * block.weight) / total,
        weight: total,
        count: last.count + block.count,
      };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ y, count }) => new Array<number>(count).fill(y));
}
