import { describe, expect, it } from 'vitest';
import { countingProgress, progressBar, readingProgress } from '../../src/cli/progress.js';
import { progressLine } from '../../src/cli/progress-line.js';

const ENV = { TERM: 'xterm' };
function terminal(columns = 100) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { isTTY: true, columns, write } as never };
}
/** Without what moves the cursor. */
const plain = (line = '') => line.replace('\r', '').replace('\x1b[K', '');

describe('progressLine', () => {
  it('gives text the room that the bar can spare', () => {
    const { written, stream } = terminal(30);
    const line = progressLine(stream, ENV);
    line.show(0.5, 'x'.repeat(15), 0);
    line.show(0.5, 'x'.repeat(40), 100);
    expect(plain(written[0])).toBe(`${'█'.repeat(6)}${'░'.repeat(6)}  ${'x'.repeat(15)}`);
    expect(plain(written[1])).toBe(`${'█'.repeat(4)}${'░'.repeat(4)}  ${'x'.repeat(19)}`);
  });

  it('has no bar where nobody knows how much there is', () => {
    const { written, stream } = terminal();
    progressLine(stream, ENV).show(null, 'some', 0);
    expect(plain(written[0])).toBe('some');
  });

  it('clears only what it has drawn', () => {
    const { written, stream } = terminal();
    progressLine(stream, ENV).clear();
    expect(written).toEqual([]);
  });

  it('says nothing to a terminal that cannot clear a line', () => {
    const { written, stream } = terminal();
    progressLine(stream, { TERM: 'dumb' }).show(0.5, 'some', 0);
    expect(written).toEqual([]);
  });
});

describe('progress', () => {
  const progress = (iteration: number) => ({
    iteration,
    gradientNorm: 0.5,
    objective: 1,
    evaluations: iteration,
    elapsedMs: 100 * iteration,
  });

  it('of a solver that takes all its iterations tells the time that is left', () => {
    const { written, stream } = terminal(120);
    const bar = progressBar(1e-4, stream, { solver: 'sgd', maxIter: 200 }, ENV);
    for (const i of [0, 50, 200]) bar.update(progress(i));
    expect(plain(written[1])).toBe(
      `${'█'.repeat(6)}${'░'.repeat(18)}  iteration 50 of 200  10/s  at most 15 s left  objective 1  gradient 5e-1 → 1e-4`,
    );
    expect(written[2]?.match(/█/g)).toHaveLength(24);
  });

  it('of another solver tells its rate alone', () => {
    const { written, stream } = terminal();
    const bar = progressBar(1e-4, stream, {}, ENV);
    for (const i of [0, 50]) bar.update(progress(i));
    expect(written[1]).toMatch(/iteration 50 {2}objective 1 {2}gradient 5e-1 → 1e-4 {2}10\/s/);
    expect(written[1]).not.toContain('left');
  });

  it('of reading tells bytes, rate and time left, once it takes long enough', () => {
    const { written, stream } = terminal();
    let now = 0;
    const reading = readingProgress(stream, () => now, ENV);
    reading.update(1e6, 40e6);
    expect(written).toEqual([]);
    now = 1000;
    reading.update(10e6, 40e6);
    expect(plain(written[0])).toBe(
      `${'█'.repeat(6)}${'░'.repeat(18)}  reading 10 MB of 40 MB  10 MB/s  3 s left`,
    );
  });

  it('of a stream, whose size nobody knows, tells no time left', () => {
    const { written, stream } = terminal();
    let now = 0;
    const reading = readingProgress(stream, () => now, ENV);
    now = 500;
    reading.update(250_000, null);
    expect(plain(written[0])).toBe('reading 250 kB  500 kB/s');
  });

  it('of folds and points counts them', () => {
    const { written, stream } = terminal();
    let now = 0;
    const folds = countingProgress('fold', stream, () => now, ENV);
    folds.update(0, 4);
    now = 120_000;
    folds.update(1, 4);
    folds.clear();
    expect(written.map(plain)).toEqual([
      `${'░'.repeat(24)}  fold 0 of 4`,
      `${'█'.repeat(6)}${'░'.repeat(18)}  fold 1 of 4  0.00833/s  6 min left`,
      '',
    ]);
  });
});
