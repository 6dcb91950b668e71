import { type Label, type MatrixLike, type SoftmaxRegression, StandardScaler } from 'softmax-wasm';

/** Weights shown of a class. */
const SHOWN = 12;

export interface Weight {
  readonly name: string;
  readonly value: number;
}

/** The largest weights of a class, those of largest size first. */
export interface ClassWeights {
  readonly label: string;
  /** Of two classes there is one vector, of the second against this one. */
  readonly against: string | null;
  /** By the columns' own units. */
  readonly raw: readonly Weight[];
  /** By standard deviation of the training rows' columns; of text, the same as raw. */
  readonly scaled: readonly Weight[];
}

/** Standard deviations of the columns; ones for those that are constant. */
export function deviations(X: MatrixLike): Float64Array {
  return new StandardScaler({ withMean: false }).fit(X).scale;
}

/** @param scale by column, null where columns are alike as they are */
export function classWeights(
  { classes, coef }: SoftmaxRegression,
  nameOf: (j: number) => string,
  scale: Float64Array | null,
): ClassWeights[] {
  const row = (k: number) => coef.row(k);
  if (classes.length === 2) {
    // −w/2 and w/2: their difference is the change of the log-odds.
    const [first, second] = classes as [Label, Label];
    const difference = row(1).map((value, j) => value - (row(0)[j] as number));
    return [weightsOf(String(second), String(first), difference)];
  }
  return classes.map((label, k) => weightsOf(String(label), null, row(k)));

  function weightsOf(label: string, against: string | null, w: Float64Array): ClassWeights {
    const raw = largest(w, nameOf);
    return {
      label,
      against,
      raw,
      scaled:
        scale === null
          ? raw
          : largest(
              w.map((value, j) => value * (scale[j] as number)),
              nameOf,
            ),
    };
  }
}

function largest(w: Float64Array, nameOf: (j: number) => string): Weight[] {
  return order(w)
    .slice(0, SHOWN)
    .filter(j => w[j] !== 0)
    .map(j => ({ name: nameOf(j), value: w[j] as number }));
}

/** Columns by what they change of all logits, the largest first. */
export function importance({ coef }: SoftmaxRegression, scale: Float64Array): number[] {
  const sums = new Float64Array(coef.cols);
  for (let k = 0; k < coef.rows; k++) {
    const w = coef.row(k);
    for (let j = 0; j < w.length; j++)
      sums[j] = (sums[j] as number) + Math.abs((w[j] as number) * (scale[j] as number));
  }
  return order(sums);
}

function order(w: Float64Array): number[] {
  return Array.from(w.keys()).sort((a, b) => Math.abs(w[b] as number) - Math.abs(w[a] as number));
}
