import type { Progress } from './progress.js';

/** What a run has to show: its last iterate, or with rows held out the best for them. */
export class KeptIterate {
  readonly w: Float64Array;
  progress: Progress | null;
  /** Of the run before this one, whose rows may have been rounded otherwise. */
  #isOlder: boolean;
  /** An earlier iterate of a lower objective than the last one. */
  #best: { readonly w: Float64Array; readonly progress: Progress } | null = null;

  /** @param w of the run before, with its progress; else zeros */
  constructor(w: Float64Array, progress: Progress | null) {
    this.w = w;
    this.progress = progress;
    this.#isOlder = progress !== null;
  }

  take(w: Float64Array, progress: Progress): void {
    const { validationLoss } = progress;
    if (validationLoss === undefined) this.#keepBest(progress.objective);
    else if (!this.#isBetter(progress, validationLoss)) return;
    this.w.set(w);
    this.progress = progress;
    this.#isOlder = false;
  }

  /** Goes back to the lowest objective, for a run that is cut short. */
  takeBest(): void {
    if (this.#best === null) return;
    this.w.set(this.#best.w);
    this.progress = this.#best.progress;
  }

  /** Rows held out are predicted better than at the iterate kept, or it is no other than that. */
  #isBetter({ iteration }: Progress, validationLoss: number): boolean {
    const least = this.progress?.validationLoss;
    return least === undefined || this.progress?.iteration === iteration || validationLoss < least;
  }

  /** Few solvers ever go up: parameters are copied where one does. */
  #keepBest(objective: number): void {
    if (this.#best) {
      if (objective <= this.#best.progress.objective) this.#best = null;
    } else if (this.progress && !this.#isOlder && objective > this.progress.objective)
      this.#best = { w: this.w.slice(), progress: this.progress };
  }
}
