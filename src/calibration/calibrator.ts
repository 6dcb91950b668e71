import { type Calibration, isCalibration } from '../calibrated.js';
import type { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import { describe } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import { readSavedJson } from '../saved-json.js';
import {
  type CalibrationOptions,
  checkColumns,
  type LabelledLogits,
  labelledLogits,
  readLogits,
} from './labelled-logits.js';

const FORMAT = 'softmax-wasm calibration';
const VERSION = 1;
const WHAT = 'the calibration JSON';

interface State {
  readonly calibration: Calibration;
  readonly classes: readonly Label[];
}

/** From logits to probabilities that say how often they are right, learnt from rows that the model has not seen. */
export abstract class Calibrator {
  #fitted: State | null = null;

  /** @internal */
  protected abstract readonly method: Calibration['method'];

  /** What files call it. @internal */
  protected abstract readonly kind: string;

  /** @internal */
  protected abstract learn(rows: LabelledLogits): Calibration;

  /** @internal */
  protected abstract apply(calibration: Calibration, logits: Matrix): Matrix;

  /**
   * @param logits n × K, what `decisionFunction` gives
   * @param y n labels
   * @throws TypeError, RangeError for logits, labels or weights that do not fit each other, naming row and column
   */
  fit(logits: MatrixLike, y: ArrayLike<Label>, options: CalibrationOptions = {}): this {
    const rows = labelledLogits(logits, y, options);
    this.#fitted = { calibration: this.learn(rows), classes: Object.freeze(rows.classes) };
    return this;
  }

  /**
   * Calibrated probabilities, n × K; rows sum to 1.
   * @param logits n × K
   * @throws TypeError, RangeError for logits that are no matrix of K columns of finite numbers; Error before a fit
   */
  predictProba(logits: MatrixLike): Matrix {
    const { calibration, classes } = this.#state;
    const z = readLogits(logits);
    checkColumns(z, classes.length);
    return this.apply(calibration, z);
  }

  /** What `SoftmaxRegression.withCalibration` stores: a copy.  @throws Error before a fit */
  get calibration(): Calibration {
    return structuredClone(this.#state.calibration);
  }

  /** Labels in the order of the columns. */
  get classes(): readonly Label[] {
    return this.#state.classes;
  }

  get #state(): State {
    if (!this.#fitted) throw new Error(`this ${this.constructor.name} is not fitted yet: call fit first`);
    return this.#fitted;
  }

  /** A plain object that JSON holds without loss. */
  toJSON(): object {
    const { calibration, classes } = this;
    return {
      format: FORMAT,
      version: VERSION,
      kind: this.kind,
      classes: [...classes],
      calibration,
    };
  }

  /** @throws TypeError for no calibration, RangeError for one that is truncated, altered or of another version or kind */
  static fromJSON<T extends Calibrator>(this: new () => T, json: object | string): T {
    const { kind, classes, calibration } = readSavedJson(json, FORMAT, VERSION, WHAT);
    const made = new this();
    const wrong = (field: string, value: unknown) =>
      new RangeError(`${WHAT}: ${field} is ${describe(value)}, not what ${made.kind} calibration has`);
    if (kind !== made.kind) throw wrong('kind', kind);
    if (!Array.isArray(classes) || checkedClasses(classes).length < 2) throw wrong('classes', classes);
    if (!isCalibration(calibration, classes.length) || calibration.method !== made.method)
      throw wrong('calibration', calibration);
    made.#fitted = { calibration, classes: Object.freeze([...classes]) };
    return made;
  }
}
