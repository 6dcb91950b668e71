import type { Progress } from '../solvers/driver.js';
import { integer, megabytes, number, roughly, small } from './format.js';
import { type ProgressLine, progressLine, type Terminal } from './progress-line.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A read that takes no longer than this shows nothing. */
const PATIENCE = 200;

/** Solvers that go on to the last iteration as a rule: only of these something can be said of the time that is left. */
const BOUND_BY_ITERATIONS = ['gradient-descent', 'sgd', 'adam'];

/**
 * Of a fit.  The bar measures how far the gradient norm has come towards `tol` on a logarithmic scale, or how many of
 * the iterations are done where the solver is one that takes them all, and never goes back.
 */
export function progressBar(
  tol = 1e-4,
  stream: Terminal = process.stderr,
  { solver = 'auto', maxIter = 1000 }: { solver?: string; maxIter?: number } = {},
  env?: Environment,
): { update(p: Progress): void; clear(): void } {
  const line = progressLine(stream, env);
  const bound = BOUND_BY_ITERATIONS.includes(solver);
  let first = 0;
  let done = 0;
  return {
    update({ iteration, objective, gradientNorm, elapsedMs }) {
      first ||= gradientNorm;
      const share = Math.log(first / gradientNorm) / Math.log(first / tol);
      done = Math.min(1, Math.max(done, share || 0, bound ? iteration / maxIter : 0));
      const rate = iteration / elapsedMs;
      const going = iteration > 0 && elapsedMs > 0;
      const texts = [
        `iteration ${integer(iteration)}${bound ? ` of ${integer(maxIter)}` : ''}`,
        ...(bound && going ? [perSecond(rate), `at most ${roughly((maxIter - iteration) / rate)} left`] : []),
        `objective ${number(objective, 6)}`,
        `gradient ${small(gradientNorm)} → ${small(tol)}`,
        ...(!bound && going ? [perSecond(rate)] : []),
      ];
      line.show(done, texts.join('  '), elapsedMs);
    },
    clear: line.clear,
  };
}

/** Of reading a file, in bytes as they are on the disk. */
export function readingProgress(
  stream?: Terminal,
  now: () => number = () => performance.now(),
  env?: Environment,
): { update(bytes: number, total: number | null): void; clear(): void } {
  const line = progressLine(stream, env);
  const started = now();
  return {
    update(bytes, total) {
      const elapsed = now() - started;
      if (elapsed < PATIENCE) return;
      const rate = bytes / elapsed;
      const texts = [
        `reading ${megabytes(bytes)}${total === null ? '' : ` of ${megabytes(total)}`}`,
        `${megabytes(1000 * rate)}/s`,
        ...(total === null ? [] : [`${roughly(Math.max(0, total - bytes) / rate)} left`]),
      ];
      line.show(total === null ? null : bytes / total, texts.join('  '), elapsed);
    },
    clear: line.clear,
  };
}

/** Of work in equal parts: folds of a cross-validation, points of a path. */
export function countingProgress(
  noun: string,
  stream?: Terminal,
  now: () => number = () => performance.now(),
  env?: Environment,
): { update(done: number, total: number): void; clear(): void } {
  const line: ProgressLine = progressLine(stream, env);
  let started: number | undefined;
  return {
    update(done, total) {
      started ??= now();
      const elapsed = now() - started;
      const rate = done / elapsed;
      const texts = [
        `${noun} ${integer(done)} of ${integer(total)}`,
        ...(done > 0 && elapsed > 0 ? [perSecond(rate), `${roughly((total - done) / rate)} left`] : []),
      ];
      line.show(done / total, texts.join('  '), elapsed);
    },
    clear: line.clear,
  };
}

/** @param rate per millisecond */
function perSecond(rate: number): string {
  return `${number(1000 * rate, 3)}/s`;
}
