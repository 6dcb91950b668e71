/** Options of bounds → a box around the solver's parameters. */
import { describe, invalidValue } from '../errors.js';
import type { L1Term } from '../objective.js';
import type { Bounds, CheckedPenalty } from '../options/penalty.js';
import type { Box } from '../solvers/box.js';

/**
 * Bounds by parameter, none for intercepts; undefined where none are given.  Two classes are kept as two rows ∓w/2: what
 * bounds one row bounds the other's negative, so that both have the part that their bounds have in common.
 * @throws RangeError for bounds of another shape, or that leave a coefficient no value, naming its place
 */
export function boxOf(
  { lowerBounds, upperBounds }: Pick<CheckedPenalty, 'lowerBounds' | 'upperBounds'>,
  { cols, nClasses, fitIntercept }: { cols: number; nClasses: number; fitIntercept: boolean },
): Box | undefined {
  if (lowerBounds === undefined && upperBounds === undefined) return undefined;
  const stride = cols + (fitIntercept ? 1 : 0);
  const at = reader('lowerBounds', lowerBounds, -Infinity, nClasses, cols);
  const to = reader('upperBounds', upperBounds, Infinity, nClasses, cols);
  const lower = new Float64Array(nClasses * stride).fill(-Infinity);
  const upper = new Float64Array(nClasses * stride).fill(Infinity);
  for (let k = 0; k < nClasses; k++) {
    for (let j = 0; j < cols; j++) {
      if (at(k, j) > to(k, j)) {
        throw invalidValue(
          `lowerBounds[${k}][${j}]`,
          `at most upperBounds[${k}][${j}], ${to(k, j)}`,
          at(k, j),
        );
      }
      const other = nClasses === 2 ? 1 - k : -1;
      const low = other < 0 ? at(k, j) : Math.max(at(k, j), -to(other, j));
      const high = other < 0 ? to(k, j) : Math.min(to(k, j), -at(other, j));
      if (low > high) {
        const opposite = `[${describe(-to(other, j))}, ${describe(-at(other, j))}]`;
        throw new RangeError(
          `coefficients of column ${j} are bounded to [${describe(at(k, j))}, ${describe(to(k, j))}] for one of two classes ` +
            `and to ${opposite} by the other, whose row is its negative: expected bounds that meet`,
        );
      }
      lower[k * stride + j] = low;
      upper[k * stride + j] = high;
    }
  }
  return { lower, upper };
}

function reader(
  name: string,
  bounds: Bounds | undefined,
  none: number,
  nClasses: number,
  cols: number,
): (k: number, j: number) => number {
  if (bounds === undefined) return () => none;
  if (typeof bounds === 'number') return () => bounds;
  const [rows, width] = [bounds.length, bounds[0]?.length];
  if (rows !== nClasses || width !== cols) {
    throw new RangeError(
      `the shape of ${name} is ${rows} × ${width}: expected ${nClasses} × ${cols}, classes × columns of X`,
    );
  }
  return (k, j) => bounds[k]?.[j] as number;
}

/**
 * What of a block's entries is not to be centred over the classes, positive where so: an L1 term leaves no shift free, nor do
 * bounds on a column, but for two classes, whose boxes mirror each other.
 */
export function uncentred(
  stride: number,
  l1: L1Term | undefined,
  box: Box | undefined,
): Float64Array | undefined {
  if (l1) return l1.mirrored ? undefined : l1.factors;
  if (!box || box.lower.length === 2 * stride) return undefined;
  const kept = new Float64Array(stride);
  for (const [i, low] of box.lower.entries())
    if (low > -Infinity || (box.upper[i] as number) < Infinity) kept[i % stride] = 1;
  return kept;
}
