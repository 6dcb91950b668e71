import { ReadError } from '../readers/read-error.js';
import type { ColumnValues, TableChunk } from '../readers/table.js';
import type { ColumnEncoding } from './column-encoding.js';
import { type CheckedEncoderOptions, policyOf } from './options.js';

/** What stands for a missing number, and whether any is missing. */
export class NumberLearner {
  readonly #name: string;
  readonly #options: CheckedEncoderOptions;
  readonly #file: string;
  #sum = 0;
  #count = 0;
  #missing = 0;

  constructor(name: string, options: CheckedEncoderOptions, file: string) {
    this.#name = name;
    this.#options = options;
    this.#file = file;
  }

  add(
    values: ColumnValues,
    { rows }: TableChunk,
    dropped: Uint8Array | undefined,
    chosen?: (i: number) => boolean,
  ): void {
    const numbers = values as Float64Array;
    for (let i = 0; i < rows; i++) {
      if (dropped?.[i]) continue;
      const value = numbers[i] as number;
      if (Number.isNaN(value)) this.#missing++;
      else if (!chosen || chosen(i)) {
        this.#sum += value;
        this.#count++;
      }
    }
  }

  finish(): ColumnEncoding {
    const policy = policyOf(this.#options, this.#name);
    const mean = this.#sum / this.#count;
    if (policy === 'mean' && !Number.isFinite(mean)) {
      const problem =
        this.#count === 0
          ? 'has no value to take the mean of: expected other features, or a number for missing'
          : 'has a sum that overflows: expected smaller numbers, or another policy than mean';
      throw new ReadError(problem, { file: this.#file, column: this.#name });
    }
    return {
      kind: 'number',
      name: this.#name,
      missing: policy === 'error' || policy === 'drop' ? policy : 'fill',
      fill: typeof policy === 'number' ? policy : policy === 'mean' ? mean : 0,
      indicator:
        this.#options.missingIndicator && this.#missing > 0 && policy !== 'error' && policy !== 'drop',
    };
  }
}
