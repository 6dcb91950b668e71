import type { Curvature } from '../objective.js';
import { Definite } from './definite.js';

/**
 * 1 − R² of a column on the others.  Sums of float64 products leave some 1e-15 of it: below this, a standard error would
 * keep fewer than five digits.
 */
const DEPENDENT = 1e-10;
/** Share of a column that makes another part of a linear combination. */
const INVOLVED = 1e-5;

/**
 * @param names of the columns, d
 * @throws RangeError where a column of X is a linear combination of others and the intercept, naming the columns
 */
export function checkRank(curvature: Curvature, names: readonly string[], fitIntercept: boolean): void {
  const { blockSize: size } = curvature;
  const d = names.length;
  const gram = new Float64Array(size * size);
  curvature.gram({ kind: 'bound' }, 1, gram);
  // The intercept, which blocks have last, comes first.
  const order = Array.from({ length: size }, (_, i) => (fitIntercept ? (i + d) % size : i));
  const ordered = Float64Array.from(gram, (_, at) => {
    const [i, j] = [order[Math.floor(at / size)] as number, order[at % size] as number];
    return gram[i * size + j] as number;
  });
  const definite = new Definite(ordered, size, DEPENDENT);
  const at = definite.singularAt;
  if (at < 0) return;
  const called = (i: number) => JSON.stringify(names[order[i] as number]);
  const shares = definite.dependence(at);
  // Columns less their centres need little of the intercept, whatever the columns themselves do.
  const others = Array.from(shares.keys()).filter(
    i => order[i] !== d && Math.abs(shares[i] as number) > INVOLVED,
  );
  const what =
    others.length === 0
      ? `is ${fitIntercept ? 'constant' : '0 in all rows'}`
      : `is a linear combination of ${others.map(called).join(', ')}${fitIntercept ? ', up to a constant' : ''}`;
  throw new RangeError(
    `X is rank-deficient: column ${called(at)} ${what}, so that its coefficients are not determined: expected X without it`,
  );
}
