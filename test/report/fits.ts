import { Matrix } from '../../src/data/matrix.js';
import { selectRows, trainTestSplit } from '../../src/data/split.js';
import type { Label, Options } from '../../src/index.js';
import { SoftmaxRegression } from '../../src/index.js';
import type { ReportInput, Rows } from '../../src/report/input.js';
import { loadTable } from '../helpers.js';

/** Of a report's tests: nothing here depends on the clock. */
export const NOW = new Date('2026-01-02T03:04:05Z');

export function rowsOf(X: readonly (readonly number[])[], y: readonly Label[]): Rows {
  const cols = X[0]?.length ?? 0;
  return { X: new Matrix(Float64Array.from(X.flat()), X.length, cols), y };
}

/** What a report is made of, for rows that a model is fitted to here. */
export async function inputOf(
  train: Rows,
  test: Rows | null,
  options: Options,
  more: Partial<ReportInput> & { targetName?: string } = {},
): Promise<ReportInput> {
  const { targetName = 'target', ...rest } = more;
  const featureNames = more.featureNames ?? Array.from({ length: train.X.cols }, (_, j) => `x${j}`);
  const model = await new SoftmaxRegression(options).fit(train.X, [...train.y], {
    quiet: true,
    featureNames: [...featureNames],
    targetName,
  });
  return {
    model,
    train,
    test,
    file: 'data.csv',
    featureNames,
    text: null,
    trainMs: 5,
    words: ['train', 'data.csv'],
    table: { format: 'csv' },
    now: NOW,
    version: '1.2.3',
    ...rest,
  };
}

/** One of the stored tables, split in two. */
export function stored(
  name: string,
  options: Options = {},
  testSize: number | null = 0.3,
): Promise<ReportInput> {
  const { X, y, names } = loadTable(name);
  const all = rowsOf(X, y);
  const featureNames = names.slice(0, -1);
  const targetName = names.at(-1) as string;
  if (testSize === null) return inputOf(all, null, options, { featureNames, targetName });
  const split = trainTestSplit(y, testSize, 0);
  const part = (rows: Uint32Array): Rows => ({
    X: selectRows(all.X as Matrix, rows),
    y: Array.from(rows, i => y[i] as Label),
  });
  return inputOf(part(split.train), part(split.test), options, { featureNames, targetName });
}
