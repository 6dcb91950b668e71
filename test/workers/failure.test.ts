// Workers that die or cannot begin: the fit says so soon, the model stays as it was and no other worker is left.
// Vitest itself fails where a rejection is handled by nobody.
import { describe, expect, test, vi } from 'vitest';
import { type FitOptions, type Options, SoftmaxRegression } from '../../src/index.js';
import { numbersOf, randomProblem } from '../helpers.js';
import { onCall, watchWorkers } from './helpers.js';

const { X, y } = randomProblem(7, 8200, 5, 3);
// Two workers, and this thread.
const OPTIONS = { workers: 3, tol: 1e-12, precision: 'float64' } as const;

/** The error that a fit with workers ends in. */
async function failureOf(model: SoftmaxRegression, options: FitOptions = {}): Promise<Error> {
  return model.fit(X, y, { quiet: true, ...options }).then(
    () => expect.unreachable('expected an error, but the fit ended'),
    error => error,
  );
}

describe('a worker that dies', () => {
  const watch = watchWorkers();
  const second = (script: string) => (index: number) => (index === 1 ? script : '');

  test.each<[string, (index: number) => string, string, Options?]>([
    ['in the middle of a fit', second(onCall('sum', 4, 'process.exit(1)')), 'it ended with code 1'],
    ['before its first answer', second(onCall('open', 1, 'process.exit(0)')), 'it ended with code 0'],
    ['with its rows', second(onCall('fill', 1, 'process.exit(1)')), 'it ended with code 1'],
    ['with the sample of all rows', second(onCall('sample', 1, 'process.exit(1)')), 'it ended with code 1'],
    ['at a Gram matrix', second(onCall('gram', 1, 'process.exit(3)')), 'it ended with code 3'],
    ['by an error at its start', second('throw new Error("no thread today");'), 'Error: no thread today'],
    [
      'by an error in between',
      second(
        onCall(
          'sum',
          2,
          'setImmediate(() => { throw new Error("lost") }); for (const e = Date.now() + 20; Date.now() < e;);',
        ),
      ),
      'Error: lost',
      // The error comes some answers later: a fit that does not end by itself waits for it.
      { solver: 'gradient-descent', tol: 0, maxIter: 1e9 } as const,
    ],
  ])('%s: the fit names it and why', async (_, script, reason, more = {}) => {
    watch.prepend(script);
    const error = await failureOf(new SoftmaxRegression({ ...OPTIONS, ...more }));
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe(`worker 2 of 2 is gone before its work was done: ${reason}`);
    expect([watch.started.length, watch.running]).toEqual([2, 0]);
  });

  test('together with all others: the fit fails once', async () => {
    watch.prepend(() => onCall('sum', 2, 'process.exit(1)'));
    const error = await failureOf(new SoftmaxRegression(OPTIONS));
    expect(error.message).toMatch(
      /^worker [12] of 2 is gone before its work was done: it ended with code 1$/,
    );
  });

  test('by terminate, in an evaluation that takes for ever', async () => {
    watch.prepend(second(onCall('sum', 3, 'for (;;);')));
    const failing = failureOf(new SoftmaxRegression(OPTIONS));
    await new Promise(resolve => setTimeout(resolve, 100));
    await watch.started[1]?.terminate();
    // 0 where it had not begun to run.
    expect((await failing).message).toMatch(
      /^worker 2 of 2 is gone before its work was done: it ended with code [01]$/,
    );
    expect(watch.running).toBe(0);
  });

  test('leaves a model that was not fitted so', async () => {
    watch.prepend(second(onCall('sum', 4, 'process.exit(1)')));
    const model = new SoftmaxRegression(OPTIONS);
    await failureOf(model);
    expect(() => model.coef).toThrow('not fitted yet');
  });

  test('leaves a fitted model as it was', async () => {
    const model = await new SoftmaxRegression(OPTIONS).fit(X, y, { quiet: true });
    const before = numbersOf(model);
    const { report } = model;
    watch.prepend(() => onCall('sum', 4, 'process.exit(1)'));
    await failureOf(model);
    expect(numbersOf(model)).toEqual(before);
    expect(model.report).toBe(report);
  });

  test('does not keep the next fit from its own', async () => {
    watch.prepend(index => (index < 2 ? onCall('sum', 1, 'process.exit(1)') : ''));
    const model = new SoftmaxRegression(OPTIONS);
    await failureOf(model);
    await model.fit(X, y, { quiet: true });
    expect(model.report.threads).toBe(3);
  });
});

describe('a worker that fails', () => {
  const watch = watchWorkers();

  test('for want of memory: RangeError', async () => {
    watch.prepend(() => 'WebAssembly.Memory.prototype.grow = () => { throw new RangeError("no more") };');
    const error = await failureOf(new SoftmaxRegression(OPTIONS));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(/^X of \d+ rows × 5 features in float64 needs \d+ bytes of memory/);
    expect(watch.running).toBe(0);
  });

  test('to read a message ends, instead of leaving it without an answer', async () => {
    watch.prepend(() =>
      onCall('sum', 2, 'require("node:worker_threads").workerData.emit("messageerror", new Error("torn"));'),
    );
    const error = await failureOf(new SoftmaxRegression(OPTIONS));
    expect(error.message).toMatch(/^worker [12] of 2 is gone .*: Error: a message could not be read: torn$/);
  });
});

describe('a fit that ends early', () => {
  const watch = watchWorkers();

  test('by its signal, has a model and no workers', async () => {
    const controller = new AbortController();
    const onIteration = () => controller.abort();
    const model = new SoftmaxRegression(OPTIONS);
    await model.fit(X, y, { signal: controller.signal, onIteration });
    expect([model.report.status, model.nIter, watch.started.length, watch.running]).toEqual([
      'aborted',
      0,
      2,
      0,
    ]);
  });

  test('by a signal that was aborted before, starts none', async () => {
    const reason = new Error('never mind');
    expect(await failureOf(new SoftmaxRegression(OPTIONS), { signal: AbortSignal.abort(reason) })).toBe(
      reason,
    );
    expect(watch.started.length).toBe(0);
  });

  test('by an error of onIteration, rejects with it', async () => {
    const thrown = new Error('mine');
    const onIteration = () => {
      throw thrown;
    };
    expect(await failureOf(new SoftmaxRegression(OPTIONS), { onIteration })).toBe(thrown);
    expect([watch.started.length, watch.running]).toEqual([2, 0]);
  });

  test('by a bad value in the last row, names it and leaves no worker', async () => {
    const bad = [...X.slice(0, -1), [1, 2, 3, Number.NaN, 5]];
    await expect(new SoftmaxRegression(OPTIONS).fit(bad, y)).rejects.toThrow(
      new RangeError('X[8199][3] is NaN: expected a finite number'),
    );
    await vi.waitFor(() => expect(watch.running).toBe(0));
  });

  test('by bad options, starts none', async () => {
    await expect(new SoftmaxRegression(OPTIONS).fit(X, y.slice(1))).rejects.toThrow(RangeError);
    expect(watch.started.length).toBe(0);
  });
});
