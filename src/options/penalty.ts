import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import { invalidType, invalidValue } from '../errors.js';
import { atLeastZero, boolean, type ChecksOf, numbers, positive, share } from './checks.js';

/** What keeps coefficients small. */
export interface PenaltyOptions {
  /** Inverse strength of the penalty, scikit-learn's, above 0; `Infinity`: no penalty.  Default 1. */
  C?: number;
  /** Instead of C: the penalty's factor in the mean objective, glmnet's lambda: alpha = 1/(C·Σw). */
  alpha?: number;
  /**
   * 0, the default: ridge … 1: lasso, between them elastic net, (1 − l1Ratio)·½‖W‖² + l1Ratio·‖W‖₁ (Zou and Hastie 2005).
   * Above 0, coefficients are exactly 0 in part.
   */
  l1Ratio?: number;
  /**
   * The L1 term takes all classes of a feature together, √(Σₖ w²): a feature is used or not, as in glmnet's grouped
   * multinomial.  Needs l1Ratio above 0; with two classes there is nothing to group.  Default false.
   */
  grouped?: boolean;
  /** Factor of the penalty by feature, d numbers of at least 0; 0: that feature is not penalised.  Default all 1. */
  penaltyFactors?: ArrayLike<number>;
  /**
   * The penalty counts coefficients of columns divided by their standard deviation, as glmnet and Spark do; what `coef` has
   * are those of the columns as they are.  The ridge term's factor of a column is s², the L1 term's s, times its
   * penaltyFactor; s is weighted, of the population, and 1 for a constant.  Default false.
   */
  standardize?: boolean;
  /**
   * Least value of each coefficient: K × d numbers as `coef` has them, or one for all; -Infinity: none.  Intercepts are not
   * bounded.  For a ridge penalty only, with solver 'auto' or 'lbfgs'.  The rows ∓w/2 of two classes bound each other: of
   * a w of at least 0 the second row is at least 0, the first at most 0.
   */
  lowerBounds?: number | MatrixLike;
  /** Largest value of each coefficient, as `lowerBounds`; Infinity: none. */
  upperBounds?: number | MatrixLike;
}

/** One for all coefficients, or K × d. */
export type Bounds = number | readonly Float64Array[];

/** The same with defaults. */
export interface CheckedPenalty {
  readonly C: number | undefined;
  readonly alpha: number | undefined;
  readonly l1Ratio: number;
  readonly grouped: boolean;
  readonly penaltyFactors: ArrayLike<number> | undefined;
  readonly standardize: boolean;
  readonly lowerBounds: Bounds | undefined;
  readonly upperBounds: Bounds | undefined;
}

export const PENALTY_CHECKS: ChecksOf<PenaltyOptions> = {
  C: positive('C', true),
  alpha: atLeastZero('alpha'),
  l1Ratio: share('l1Ratio', true),
  grouped: boolean('grouped'),
  penaltyFactors: numbers('penaltyFactors', atLeastZero),
  standardize: boolean('standardize'),
  lowerBounds: value => void readBounds('lowerBounds', value),
  upperBounds: value => void readBounds('upperBounds', value),
};

/** @throws TypeError for what is no number and no matrix, RangeError for NaN, or a bound that leaves nothing */
function readBounds(name: 'lowerBounds' | 'upperBounds', value: unknown): Bounds | undefined {
  if (value === undefined) return undefined;
  const checked = (bound: unknown, where: string) => {
    if (typeof bound !== 'number') throw invalidType(where, 'a number', bound);
    if (Number.isNaN(bound) || bound === (name === 'lowerBounds' ? Infinity : -Infinity))
      throw invalidValue(
        where,
        name === 'lowerBounds' ? 'a number or -Infinity' : 'a number or Infinity',
        bound,
      );
    return bound;
  };
  if (typeof value === 'number') return checked(value, name);
  const source = rowSource(value, name);
  return Array.from({ length: source.rows }, (_, k) => {
    const row = new Float64Array(source.cols);
    source.copy(k, k + 1, row);
    row.forEach((bound, j) => void checked(bound, `${name}[${k}][${j}]`));
    return row;
  });
}

/** Bounds that their giver's later changes do not reach, as numbers or rows of them. */
export function copyBounds(options: PenaltyOptions): Pick<PenaltyOptions, 'lowerBounds' | 'upperBounds'> {
  const copies: PenaltyOptions = {};
  for (const name of ['lowerBounds', 'upperBounds'] as const) {
    const bounds = readBounds(name, options[name]);
    if (bounds !== undefined)
      copies[name] = typeof bounds === 'number' ? bounds : bounds.map(row => Array.from(row));
  }
  return copies;
}

export function checkedPenalty(options: PenaltyOptions): CheckedPenalty {
  const { C, alpha, l1Ratio = 0, grouped = false, penaltyFactors, standardize = false } = options;
  if (C !== undefined && alpha !== undefined) {
    throw new RangeError(
      `both C (${C}) and alpha (${alpha}) are given: expected one, alpha = 1/(C·Σ weights)`,
    );
  }
  if (grouped && l1Ratio === 0)
    throw invalidValue('l1Ratio', 'a number above 0 where grouped is true', l1Ratio);
  const lowerBounds = readBounds('lowerBounds', options.lowerBounds);
  const upperBounds = readBounds('upperBounds', options.upperBounds);
  if (l1Ratio > 0 && (lowerBounds ?? upperBounds) !== undefined) {
    const name = lowerBounds === undefined ? 'upperBounds' : 'lowerBounds';
    throw invalidValue('l1Ratio', `0 where there are ${name}: no solver can do both`, l1Ratio);
  }
  return {
    C: alpha === undefined ? (C ?? 1) : undefined,
    alpha,
    l1Ratio,
    grouped,
    penaltyFactors,
    standardize,
    lowerBounds,
    upperBounds,
  };
}

/** The penalty's factor in the mean objective, alpha or 1/(C·Σ weights); 0 where neither is given. */
export function penaltyStrength(
  { C, alpha }: Pick<CheckedPenalty, 'C' | 'alpha'>,
  totalWeight: number,
): number {
  const strength = alpha ?? (C === undefined ? 0 : 1 / (C * totalWeight));
  if (Number.isFinite(2 * strength)) return strength;
  if (alpha !== undefined) throw invalidValue('alpha', 'a number whose double is finite', alpha);
  throw invalidValue('C', 'a number large enough that 1/(C·Σ weights) is finite', C);
}
