import { describe, expect, it } from 'vitest';
import { milliseconds, number, plural, shorten, small, some, table } from '../../src/cli/format.js';
import { progressBar } from '../../src/cli/progress.js';
import { classReport, confusionReport, dataReport } from '../../src/cli/report.js';
import { confusionMatrix } from '../../src/metrics/index.js';

describe('format', () => {
  it('aligns tables, first column left and others right', () => {
    expect(
      table([
        ['', 'a', 'long'],
        ['row', '100', '2'],
      ]),
    ).toBe('         a  long\n  row  100     2\n');
  });

  it.each([
    [number(1234.5678), '1235'],
    [number(0.5), '0.5'],
    [small(3.21e-5), '3.2e-5'],
    [small(1e-4), '1e-4'],
    [milliseconds(1.23456), '1.2 ms'],
    [milliseconds(432.1), '432 ms'],
    [milliseconds(1234), '1.23 s'],
    [milliseconds(90_000), '1.5 min'],
    [plural(1, 'row'), '1 row'],
    [plural(1234, 'class'), '1,234 classes'],
    [shorten('a very long\nclass name', 10), 'a very lo…'],
    [some(['a', 'b', 'c'], 2), 'a, b, …'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('report', () => {
  it('cuts long class names so that the matrix stays readable', () => {
    const long = 'a class with a very long name';
    const text = confusionReport(confusionMatrix([long, 'b'], [long, long]));
    expect(text).toContain('a class with a …');
    expect(
      new Set(
        text
          .trim()
          .split('\n')
          .slice(1)
          .map(line => line.length),
      ).size,
    ).toBe(1);
  });

  it('says so where no pair of many classes is confused', () => {
    const y = Array.from({ length: 30 }, (_, k) => k);
    expect(confusionReport(confusionMatrix(y, y))).toBe(
      'no row of the 30 classes is confused with another\n',
    );
  });

  it('lists the pairs most often confused first', () => {
    const y = Array.from({ length: 30 }, (_, k) => k);
    const text = confusionReport(confusionMatrix([...y, 4, 4, 7], [...y, 9, 9, 8]));
    expect(text.split('\n').slice(2, 4)).toEqual(['  4             9     2', '  7             8     1']);
  });

  it('sums up classes and data', () => {
    expect(classReport(confusionMatrix(['a', 'b'], ['a', 'a'])).split('\n')[1]).toMatch(
      /^a +0\.5000 +1\.0000 +0\.6667 +1$/,
    );
    const data = {
      file: 'x.csv',
      format: 'csv' as const,
      rows: 2000,
      featureNames: ['f'],
      targetName: 'y',
      trainRows: 2000,
      testRows: 0,
      dropped: 0,
      readMs: 1,
    };
    expect(dataReport({ ...data, classes: [{ label: 1, count: 2000 }] })).toBe(
      'data        x.csv: 2,000 rows × 1 feature\nclasses     1 in y: 1 2,000\n',
    );
  });
});

describe('progressBar', () => {
  const progress = (iteration: number, gradientNorm: number) => ({
    iteration,
    gradientNorm,
    objective: 0.5,
    evaluations: iteration,
    elapsedMs: 1000 * iteration,
  });
  function terminal(isTTY: boolean) {
    const written: string[] = [];
    const write = (text: string) => written.push(text) > 0;
    return { written, stream: { isTTY, columns: 100, write } as never };
  }

  it('fills with the logarithm of the gradient norm and never goes back', () => {
    const { written, stream } = terminal(true);
    const bar = progressBar(1e-4, stream, {}, {});
    for (const [i, norm] of [1, 1e-2, 1, 1e-4, 1e-6].entries()) bar.update(progress(i, norm));
    bar.clear();
    expect(written.map(line => line.split('█').length - 1)).toEqual([0, 12, 12, 24, 24, 0]);
    expect(written[1]).toContain('iteration 1  objective 0.5  gradient 1e-2 → 1e-4');
    expect(written.at(-1)).toBe('\r\x1b[K');
  });

  it('draws at most every 80 ms and never wraps', () => {
    const { written, stream } = terminal(true);
    Object.assign(stream, { columns: 40 });
    const bar = progressBar(1e-4, stream, {}, {});
    for (let i = 0; i < 100; i++) bar.update({ ...progress(i, 1), elapsedMs: i });
    expect(written.length).toBe(2);
    for (const line of written) expect(line.length - '\r\x1b[K'.length).toBeLessThan(40);
  });

  it('writes nothing where nobody watches', () => {
    const { written, stream } = terminal(false);
    const bar = progressBar(1e-4, stream, {}, {});
    bar.update(progress(1, 1));
    bar.clear();
    expect(written).toEqual([]);
  });
});
