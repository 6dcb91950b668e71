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
 * @throws RangeError where a column of X is a linear combination of others and the intercept, naming them
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
  const called = (i: number) =>
    (order[i] as number) === d ? 'the intercept' : JSON.stringify(names[order[i] as number]);
  const column = called(at);
  const others = Array.from(definite.dependence(at), (share, i) =>
    Math.abs(share) > INVOLVED ? called(i) : '',
  );
  const named = others.filter(name => name !== '');
  const what =
    named.length === 0 || (named.length === 1 && named[0] === 'the intercept')
      ? `column ${column} is constant`
      : `column ${column} is a linear combination of ${named.join(', ')}`;
  throw new RangeError(
    `X is rank-deficient: ${what}, so that their coefficients are not determined: expected X without it`,
  );
}
