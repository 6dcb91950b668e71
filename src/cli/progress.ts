import type { Progress } from '../solvers/driver.js';
import { integer, number, small } from './format.js';

const WIDTH = 24;

type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/**
 * A progress bar on stderr where that is a terminal, nothing elsewhere. The bar measures how far the gradient norm has
 * come towards `tol` on a logarithmic scale, and never goes back.
 */
export function progressBar(
  tol = 1e-4,
  stream: Terminal = process.stderr,
): { update(p: Progress): void; clear(): void } {
  if (!stream.isTTY) return { update: () => {}, clear: () => {} };
  let first = 0;
  let done = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update({ iteration, objective, gradientNorm, elapsedMs }) {
      first ||= gradientNorm;
      const share = Math.log(first / gradientNorm) / Math.log(first / tol);
      if (share > done) done = Math.min(share, 1);
      if (elapsedMs - drawn < 80) return;
      drawn = elapsedMs;
      const full = Math.round(done * WIDTH);
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      const state = `iteration ${integer(iteration)}  objective ${number(objective, 6)}`;
      const line = `${bar}  ${state}  gradient ${small(gradientNorm)} → ${small(tol)}`;
      stream.write(`\r${line.slice(0, (stream.columns || 80) - 1)}\x1b[K`);
    },
    clear() {
      if (drawn >= 0) stream.write('\r\x1b[K');
    },
  };
}
