import { CsrMatrix } from '../../data/csr-matrix.js';
import { mulberry32 } from '../../data/random.js';
import { Misuse } from '../failure.js';
import { loadLabelled, type OnRead } from '../load/index.js';
import type { TableOptions } from '../table-options.js';

/** Rows to race on: n × d, row-major, and class indices 0 … K − 1, n. */
export interface Problem {
  readonly name: string;
  readonly X: Float64Array;
  readonly y: Uint16Array;
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
}

export interface Shape {
  /** Default 20000. */
  rows?: number;
  /** Default 20. */
  features?: number;
  /** Default 5. */
  classes?: number;
  /** Default 0. */
  seed?: number;
}

/** Bytes of X at the most: everyone in the race has a copy of it, or more. */
const LARGEST = 2 ** 31;
/** Class indices are 16 bits wide. */
const MOST_CLASSES = 2 ** 16;

/** A table of the user's own. */
export async function tableProblem(path: string, args: TableOptions, onRead: OnRead): Promise<Problem> {
  const { file, X, y } = await loadLabelled(path, args, { onRead });
  const classes = [...new Set(y)].sort((a, b) => (a < b ? -1 : 1));
  if (classes.length < 2) throw new Error(`${file}: one class: expected at least two`);
  if (classes.length > MOST_CLASSES)
    throw new Error(`${file}: ${classes.length} classes: expected at most ${MOST_CLASSES}`);
  const indices = new Map(classes.map((label, k) => [label, k]));
  return {
    name: file,
    X: X instanceof CsrMatrix ? filled(X) : X.data,
    y: Uint16Array.from(y, label => indices.get(label) as number),
    rows: X.rows,
    features: X.cols,
    classes: classes.length,
  };
}

/** The race is of dense rows. */
function filled(X: CsrMatrix): Float64Array {
  if (8 * X.rows * X.cols > LARGEST)
    throw new Error(`${X.rows} × ${X.cols} sparse rows: expected some that fit filled`);
  const data = new Float64Array(X.rows * X.cols);
  X.copy(0, X.rows, data);
  return data;
}

/**
 * Gaussian features, labels drawn from a softmax model whose logits have a standard deviation of 2: classes overlap, as they
 * do in data.  The first rows are of the classes in turn, so that each has one.
 */
export function syntheticProblem({ rows = 20_000, features = 20, classes = 5, seed = 0 }: Shape): Problem {
  const least = { rows: classes, features: 1, classes: 2 };
  for (const [name, value] of Object.entries({ classes, rows, features }) as [keyof typeof least, number][]) {
    if (!(Number.isSafeInteger(value) && value >= least[name]))
      throw new Misuse(`--${name} is ${value}: expected a whole number of at least ${least[name]}`);
  }
  if (classes > MOST_CLASSES) throw new Misuse(`--classes is ${classes}: expected at most ${MOST_CLASSES}`);
  if (8 * rows * features > LARGEST)
    throw new Misuse(
      `--rows × --features is ${rows * features}: expected at most ${LARGEST / 8}, numbers of 2 GiB`,
    );
  const uniform = mulberry32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const W = Float64Array.from({ length: classes * features }, () => (2 * normal()) / Math.sqrt(features));
  const X = Float64Array.from({ length: rows * features }, normal);
  const y = new Uint16Array(rows);
  for (let i = 0; i < classes; i++) y[i] = i;
  for (let i = classes; i < rows; i++) {
    // The largest of logits with Gumbel noise is distributed as the softmax of the logits.
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      let z = -Math.log(-Math.log(uniform() || Number.MIN_VALUE));
      for (let j = 0; j < features; j++)
        z += (W[k * features + j] as number) * (X[i * features + j] as number);
      if (z > most) {
        most = z;
        y[i] = k;
      }
    }
  }
  return { name: `synthetic, seed ${seed}`, X, y, rows, features, classes };
}
