import { describe, expect, it } from 'vitest';
import { type Options, type Progress, SoftmaxRegression, type StreamChunk } from '../src/index.js';
import {
  type CsvChunkOptions,
  type LabelledTable,
  readCsv,
  readCsvChunks,
} from '../src/readers/csv/index.js';
import { loadTable, mulberry32, numbersOf, randomProblem } from './helpers.js';

type Chunks = (StreamChunk & { X: number[][]; y: (string | number)[] })[];

/** Rows in chunks of these sizes, over and over. */
function cut(X: number[][], y: (string | number)[], sizes: number[], weights?: number[]): Chunks {
  const chunks: Chunks = [];
  for (let at = 0, i = 0; at < X.length; i++) {
    const end = at + (sizes[i % sizes.length] as number);
    const sampleWeight = weights && { sampleWeight: weights.slice(at, end) };
    chunks.push({ X: X.slice(at, end), y: y.slice(at, end), ...sampleWeight });
    at = end;
  }
  return chunks;
}

async function* slowly(chunks: Chunks): AsyncGenerator<StreamChunk> {
  for (const chunk of chunks) {
    await null;
    yield chunk;
  }
}

/** What a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('expected an error'),
    error => error,
  );
}

const quiet = { quiet: true };
const exact: Options = { precision: 'float64', tol: 1e-11 };

describe('fitStream by lbfgs', () => {
  const iris = loadTable('iris');
  const weights = iris.X.map((_, i) => 1 + (i % 3));
  const whole = new SoftmaxRegression(exact).fitSync(iris.X, iris.y, quiet);

  it.each([[[150]], [[1]], [[7]], [[50, 3, 11]], [[149, 1]]])(
    'of chunks of %j is the fit in memory',
    async sizes => {
      const model = await new SoftmaxRegression(exact).fitStream(() => cut(iris.X, iris.y, sizes), quiet);
      expect(model.classes).toEqual(whole.classes);
      for (const [i, value] of numbersOf(whole).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 8);
      expect(model.report.objective).toBeCloseTo(whole.report.objective, 12);
    },
  );

  it.each<[string, Options]>([
    ['balanced classes', { classWeight: 'balanced' }],
    ['classes weighed by name', { classWeight: { versicolor: 3 } }],
    ['no intercept', { fitIntercept: false }],
    ['alpha', { alpha: 0.01 }],
    ['an L1 term', { l1Ratio: 0.5 }],
    ['declared classes', { classes: ['virginica', 'setosa', 'versicolor'] }],
    ['penalty factors', { penaltyFactors: [1, 0, 2, 1] }],
  ])('with weights and %s is the fit in memory', async (_, options) => {
    const all = { ...exact, ...options };
    const memory = new SoftmaxRegression(all).fitSync(iris.X, iris.y, { ...quiet, sampleWeight: weights });
    const model = await new SoftmaxRegression(all).fitStream(
      () => slowly(cut(iris.X, iris.y, [40, 9], weights)),
      quiet,
    );
    expect(model.report.objective).toBeCloseTo(memory.report.objective, 11);
    for (const [i, value] of numbersOf(memory).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 6);
  });

  it('has the optimum of rows beyond its sample, from a first approach on the sample', async () => {
    const { X, y } = randomProblem(1, 80000, 3, 3);
    const memory = new SoftmaxRegression(exact).fitSync(X, y, quiet);
    const model = await new SoftmaxRegression(exact).fitStream(() => cut(X, y, [9000]), quiet);
    for (const [i, value] of numbersOf(memory).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 8);
    expect(model.report.rowsSeen).toBe(80000);
  });

  it('goes on in float64 where float32 ends short of tol', async () => {
    const far = iris.X.map(row => row.map(x => 1e6 * x));
    const model = await new SoftmaxRegression({ C: 1e-3, tol: 1e-7 }).fitStream(
      () => cut(far, iris.y, [60]),
      quiet,
    );
    expect([model.report.status, model.report.precision]).toEqual(['converged', 'float64']);
  });

  it('runs gradient descent as in memory', async () => {
    const options: Options = { ...exact, solver: 'gradient-descent', maxIter: 30 };
    const memory = new SoftmaxRegression(options).fitSync(iris.X, iris.y, quiet);
    const model = await new SoftmaxRegression(options).fitStream(() => cut(iris.X, iris.y, [31]), quiet);
    for (const [i, value] of numbersOf(memory).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 10);
  });

  it('keeps names that the first chunk has', async () => {
    const names = iris.names.slice(0, 4);
    const chunks = cut(iris.X, iris.y, [80]).map(chunk => ({
      ...chunk,
      featureNames: names,
      targetName: 'species',
    }));
    const model = await new SoftmaxRegression().fitStream(() => chunks);
    expect([model.featureNames, model.targetName]).toEqual([names, 'species']);
  });

  it('tells each iteration, and ends where the signal is aborted with the best so far', async () => {
    const told: Progress[] = [];
    const controller = new AbortController();
    const model = await new SoftmaxRegression(exact).fitStream(() => slowly(cut(iris.X, iris.y, [50])), {
      signal: controller.signal,
      onIteration(progress) {
        told.push(progress);
        if (progress.iteration === 3) controller.abort();
      },
    });
    expect(model.report.status).toBe('aborted');
    expect(told).toEqual(model.report.history);
    expect(told.length).toBe(4);
  });

  it.each<[string, (pass: number) => Chunks, RegExp]>([
    [
      'fewer rows',
      pass => cut(iris.X.slice(pass), iris.y.slice(pass), [50]),
      /^pass 2 over the stream has 14\d rows: expected 14\d/,
    ],
    [
      'more rows',
      pass => cut([...iris.X, ...iris.X].slice(0, 120 + pass), [...iris.y, ...iris.y], [50]),
      /over the stream has \d+ rows|length of y/,
    ],
    [
      'another width',
      pass => cut(pass > 1 ? iris.X.map(row => row.slice(1)) : iris.X, iris.y, [50]),
      /^chunk 0 of the stream: the number of columns of X is 3: expected 4/,
    ],
  ])('refuses %s in a later pass', async (_, chunks, message) => {
    let pass = 0;
    const model = new SoftmaxRegression(exact).fitSync(iris.X, iris.y, quiet);
    const before = numbersOf(model);
    const error = await rejection(model.fitStream(() => chunks(++pass)));
    expect(error.message).toMatch(message);
    expect(error).toBeInstanceOf(RangeError);
    expect(numbersOf(model)).toEqual(before);
  });
});

describe('a stream that is wrong', () => {
  const good = {
    X: [
      [1, 2],
      [3, 4],
      [0, 1],
    ],
    y: [0, 1, 0],
  };
  const online = () => new SoftmaxRegression({ classes: [0, 1] });

  it.each<[string, unknown[], RegExp]>([
    ['no chunks', [], /^the stream has no chunks/],
    ['no object', [good, 7], /^chunk 1 of the stream: it is 7: expected an object with X and y/],
    [
      'another width',
      [good, { X: [[1], [2]], y: [0, 1] }],
      /^chunk 1 of the stream: the number of columns of X is 1: expected 2/,
    ],
    [
      'an end within a chunk',
      [
        good,
        good,
        {
          X: [
            [1, 2],
            [3, 4],
          ],
          y: [0],
        },
      ],
      /^chunk 2 of the stream: the length of y is 1: expected 2/,
    ],
    ['a label of another kind', [good, { X: [[1, 2]], y: ['a'] }], /^chunk 1 of the stream: y\[0\] is "a"/],
    [
      'a number missing',
      [good, { X: [[1, Number.NaN]], y: [1] }],
      /^chunk 1 of the stream: X\[0\]\[1\] is NaN/,
    ],
    ['no labels', [{ X: [[1, 2]], y: null }], /^chunk 0 of the stream: y is null/],
    [
      'weights too few',
      [{ ...good, sampleWeight: [1] }],
      /^chunk 0 of the stream: the length of sampleWeight is 1/,
    ],
    ['no rows', [good, { X: [], y: [] }], /^chunk 1 of the stream: X has no rows/],
    ['no X', [{ y: [0, 1] }], /^chunk 0 of the stream: X is undefined: expected a matrix of its rows/],
    [
      'texts',
      [{ ...good, texts: ['a', 'b', 'c'] }],
      /^chunk 0 of the stream: texts is Array\(3\): expected no texts/,
    ],
    [
      'an offset',
      [good, { ...good, offset: good.X }],
      /^chunk 1 of the stream: it has "offset": expected X, y/,
    ],
    [
      'a misspelt name',
      [{ ...good, sampleWeights: [1, 2, 3] }],
      /^chunk 0 of the stream: it has "sampleWeights"/,
    ],
  ])('for %s is refused by either kind of solver', async (_, chunks, message) => {
    for (const source of [chunks, () => chunks]) {
      const model = online();
      const error = await rejection(model.fitStream(source as Chunks));
      expect(error.message).toMatch(message);
      expect(() => model.coef).toThrow(/not fitted yet/);
    }
  });

  it.each([3, 'abc', null, {}])('is refused where it is %j', async source => {
    expect((await rejection(online().fitStream(source as unknown as Chunks))).message).toMatch(/^source is /);
    const returned = await rejection(online().fitStream(() => source as unknown as Chunks));
    expect(returned.message).toMatch(/^what source returns is /);
  });

  it('passes on what the stream itself throws', async () => {
    const own = new Error('the disk is gone');
    const source = async function* () {
      yield good;
      throw own;
    };
    expect(await rejection(online().fitStream(source()))).toBe(own);
    expect(await rejection(online().fitStream(source))).toBe(own);
  });

  it.each(['an error', 'an abort'])('is closed by %s', async what => {
    let closed = 0;
    const controller = new AbortController();
    async function* source() {
      try {
        for (let i = 0; ; i++) yield i === 2 && what === 'an error' ? { ...good, y: [0, 1, 9] } : good;
      } finally {
        closed++;
      }
    }
    const onIteration = ({ iteration }: Progress) => {
      if (iteration > 3) controller.abort();
    };
    const fit = online().fitStream(source(), { signal: controller.signal, onIteration });
    if (what === 'an error') expect((await rejection(fit)).message).toMatch(/declared classes/);
    else expect((await fit).report.status).toBe('aborted');
    expect(closed).toBe(1);
  });

  it.each<[string, (waits: Promise<never>, pass: number) => unknown]>([
    ['its stream', waits => waits],
    [
      'a chunk',
      waits =>
        (async function* () {
          yield good;
          await waits;
        })(),
    ],
    [
      'a chunk of a later pass',
      (waits, pass) =>
        (async function* () {
          yield good;
          if (pass > 1) await waits;
        })(),
    ],
  ])('ends when aborted while it waits for %s', async (_, streamOf) => {
    const reason = new Error('enough');
    const controller = new AbortController();
    let pass = 0;
    const model = new SoftmaxRegression();
    const source = () => streamOf(new Promise<never>(() => {}), ++pass) as AsyncIterable<StreamChunk>;
    setTimeout(() => controller.abort(reason), 20);
    expect(await rejection(model.fitStream(source, { signal: controller.signal }))).toBe(reason);
    expect(() => model.coef).toThrow(/not fitted yet/);
  });

  it('keeps what one pass has come to when aborted while it waits', async () => {
    const controller = new AbortController();
    const waiting = (async function* () {
      yield good;
      await new Promise(() => {});
    })();
    setTimeout(() => controller.abort(), 20);
    const model = await online().fitStream(waiting, { signal: controller.signal });
    expect(model.report).toMatchObject({ status: 'aborted', rowsSeen: 3 });
  });

  it.each([[good], () => [good]])("passes on what the caller's onIteration throws", async source => {
    const own = new RangeError('of the caller');
    const onIteration = () => {
      throw own;
    };
    expect(await rejection(online().fitStream(source as Chunks, { onIteration }))).toBe(own);
  });

  it.each<[Options, RegExp]>([
    [{ solver: 'newton' }, /^solver 'newton' cannot do fitStream/],
    [{ solver: 'sgd' }, /^classes is undefined: expected the labels there will be/],
    [{ warmStart: true }, /^warmStart is true: fitStream starts anew, use partialFit/],
    [{ l1Ratio: 1, grouped: true }, /^grouped is true: fitStream cannot do it, use fit/],
    [{ validationFraction: 0.1 }, /^validationFraction is 0.1: fitStream cannot do it/],
    [{ solver: 'adam', classes: [0, 1], classWeight: 'balanced' }, /^classWeight is "balanced"/],
    [
      { solver: 'adam', classes: [0, 1], learningRateSchedule: 'cosine' },
      /^chunk 0 of the stream: learningRateSchedule/,
    ],
  ])('is refused with %o', async (options, message) => {
    expect((await rejection(new SoftmaxRegression(options).fitStream(() => [good]))).message).toMatch(
      message,
    );
  });

  it.each<[object, RegExp]>([
    [{ offset: good.X }, /^offset is no option of fitStream: use fit/],
    [{ sampleWeight: [1, 1, 1] }, /^sampleWeight is no option of fitStream: chunks have their own/],
    [{ sampleWeights: [1] }, /^unknown option "sampleWeights" of fitStream: expected one of classes, signal/],
    [{ vectorizer: 7 }, /^vectorizer is 7/],
  ])('is refused with the options %o', async (given, message) => {
    expect((await rejection(online().fitStream([good], given))).message).toMatch(message);
  });

  it.each([[good], () => [good]])('keeps a vectorizer with the model', async source => {
    const vectorizer = { toJSON: () => ({ kind: 'of a test' }) };
    const model = await online().fitStream(source as Chunks, { vectorizer, quiet: true });
    expect(model.vectorizer).toEqual({ kind: 'of a test' });
  });

  it('is refused where average counts passes and there is one', async () => {
    const options: Options = { solver: 'sgd', average: 3, classes: [0, 1], maxIter: 3 };
    expect((await rejection(new SoftmaxRegression(options).fitStream([good]))).message).toMatch(
      /^average is 3: expected a boolean or 1 where fitStream has a single pass/,
    );
    const model = await new SoftmaxRegression(options).fitStream(() => [good], quiet);
    expect(model.nIter).toBe(3);
  });

  it.each([[good], () => [good]])('is refused where thresholds go by unsorted classes', async source => {
    const model = new SoftmaxRegression({ thresholds: [1, 5] });
    const error = await rejection(model.fitStream(source as Chunks, { classes: [1, 0] }));
    expect(error.message).toMatch(/^classes\[0\] is 1: expected classes in sorted order where thresholds/);
  });

  it('is refused where adam would have to do an L1 term', async () => {
    const model = new SoftmaxRegression({ l1Ratio: 0.5, classes: [0, 1] });
    expect((await rejection(model.fitStream([good]))).message).toMatch(
      /^solver 'adam' cannot do an L1 penalty .*use a function that returns the stream anew and solver 'lbfgs'/,
    );
  });

  it('says that lbfgs reads it again and again', async () => {
    const error = await rejection(new SoftmaxRegression({ solver: 'lbfgs' }).fitStream([good]));
    expect(error.message).toMatch(/^source is .*expected a function that returns the stream anew.*'lbfgs'/);
  });
});

describe.each(['sgd', 'adam'] as const)('fitStream by %s', solver => {
  const { X, y } = randomProblem(2, 3000, 6, 4);
  const options: Options = { solver, classes: [0, 1, 2, 3], batchSize: 32, learningRate: 0.02 };
  const chunks = cut(X, y, [500, 77]);

  it('comes near the optimum in one pass', async () => {
    const model = await new SoftmaxRegression(options).fitStream(slowly(chunks));
    const best = new SoftmaxRegression().fitSync(X, y);
    expect(model.report).toMatchObject({ status: 'streamEnded', rowsSeen: 3000 });
    expect(best.score(X, y) - model.score(X, y)).toBeLessThan(0.03);
  });

  it('is partialFit of the same chunks, bit for bit', async () => {
    const streamed = await new SoftmaxRegression(options).fitStream(chunks);
    const called = new SoftmaxRegression(options);
    for (const chunk of chunks) called.partialFit(chunk.X, chunk.y);
    expect(numbersOf(called)).toEqual(numbersOf(streamed));
    expect(called.report.rowsSeen).toBe(3000);
  });

  it('takes maxIter passes where the stream can be had anew, and comes nearer', async () => {
    const once = await new SoftmaxRegression({ ...options, maxIter: 1 }).fitStream(() => chunks, quiet);
    const often = await new SoftmaxRegression({ ...options, maxIter: 10 }).fitStream(
      () => slowly(chunks),
      quiet,
    );
    const best = new SoftmaxRegression().fitSync(X, y).report.objective;
    const at = (model: SoftmaxRegression) => logLossOf(model, X, y);
    expect(often.nIter).toBe(10);
    expect(often.report.history.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(at(often)).toBeLessThan(at(once));
    expect(at(often) / best - 1).toBeLessThan(0.03);
  });

  it('refuses other rows in a later pass', async () => {
    let pass = 0;
    const error = await rejection(
      new SoftmaxRegression({ ...options, maxIter: 3 }).fitStream(() => chunks.slice(pass++), quiet),
    );
    expect(error.message).toMatch(/^pass 2 over the stream has 2500 rows: expected 3000/);
  });

  it('tells of every chunk', async () => {
    const told: number[] = [];
    await new SoftmaxRegression(options).fitStream(chunks, {
      onIteration: ({ iteration }) => told.push(iteration),
    });
    expect(told).toEqual(chunks.map((_, i) => i + 1));
  });

  it.each([chunks, () => chunks])('refuses a rate that is too large, and the model stays', async source => {
    for (const learningRate of [0.01, 1e300]) {
      const model = new SoftmaxRegression({
        ...options,
        learningRate,
        learningRateSchedule: t => (t < 30 ? learningRate : Number.MAX_VALUE),
      });
      model.fitSync(X, y, { quiet: true });
      const before = numbersOf(model);
      const error = await rejection(model.fitStream(source, quiet));
      expect(error.message).toMatch(/^chunk \d of the stream: learningRate is .*: expected a smaller one/);
      expect(numbersOf(model)).toEqual(before);
    }
  });
});

describe('readCsvChunks', () => {
  const { X, y } = randomProblem(9, 9000, 3, 3);
  const lines = X.map((row, i) => [...row, y[i]].join(','));
  const text = ['a,b,c,class', ...lines].join('\n');
  const chunksOf = (content: string, options: CsvChunkOptions = {}) =>
    readCsvChunks({ text: content }, options);

  async function all(chunks: AsyncIterable<LabelledTable>): Promise<LabelledTable[]> {
    const tables: LabelledTable[] = [];
    for await (const table of chunks) tables.push(table);
    return tables;
  }

  it.each([1, 1000, 1e6])('of at least %i rows have the rows of readCsv', async chunkRows => {
    const tables = await all(chunksOf(text, { chunkRows }));
    const whole = await readCsv({ text });
    expect(tables.flatMap(table => table.y as number[])).toEqual(whole.y);
    expect(tables.flatMap(table => table.X.toArray())).toEqual(whole.X.toArray());
    for (const table of tables.slice(0, -1)) expect(table.X.rows).toBeGreaterThanOrEqual(chunkRows);
    expect(tables.length > 1).toBe(chunkRows < 9000);
  });

  it('is a stream to fit to, names and all', async () => {
    const model = await new SoftmaxRegression(exact).fitStream(
      () => chunksOf(text, { chunkRows: 1000 }),
      quiet,
    );
    const whole = new SoftmaxRegression(exact).fitSync(X, y, quiet);
    for (const [i, value] of numbersOf(whole).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 8);
    expect([model.featureNames, model.targetName]).toEqual([['a', 'b', 'c'], 'class']);
  });

  it('names the line where a file ends within a row', async () => {
    const cutOff = text.slice(0, text.lastIndexOf(','));
    const error = await rejection(new SoftmaxRegression().fitStream(() => chunksOf(cutOff)));
    expect(error.message).toBe('data:9001: 3 fields: expected 4 as in the header');
  });

  it('names the line of a label that is no number after labels that were', async () => {
    const error = await rejection(all(chunksOf(`${text}\n1,2,3,z\n`, { chunkRows: 1 })));
    expect(error.message).toMatch(
      /^data:9002: column "class" is "z": expected a number like the labels before it/,
    );
  });

  it('has texts as labels where the first rows have', async () => {
    const mixed = text.replace(/,(\d)$/gm, (_, k) => (k === '2' ? ',2' : ',x'));
    const tables = await all(chunksOf(mixed, { chunkRows: 1 }));
    expect(new Set(tables.flatMap(table => table.y))).toEqual(new Set(['x', '2']));
  });

  it.each([0, 1.5, -1])('refuses chunks of %d rows', async chunkRows => {
    expect((await rejection(all(chunksOf(text, { chunkRows })))).message).toMatch(/^chunkRows is /);
  });
});

it.each(['sgd', 'lbfgs'] as const)(
  'fits by %s in memory that does not grow with the stream',
  async solver => {
    // A chunk again and again: 1.2 million rows, 96 MB as float32. Kept, they would be seen.
    const random = mulberry32(5);
    const X = { data: Float32Array.from({ length: 2000 * 20 }, () => random() - 0.5), rows: 2000, cols: 20 };
    const y = Array.from({ length: 2000 }, () => Math.floor(3 * random()));
    let most = 0;
    function* chunks() {
      for (let chunk = 0; chunk < 600; chunk++) {
        if (chunk % 20 === 0) most = Math.max(most, process.memoryUsage().rss);
        yield { X, y };
      }
    }
    const model = new SoftmaxRegression({ solver, classes: [0, 1, 2] });
    const before = process.memoryUsage().rss;
    await model.fitStream(solver === 'sgd' ? chunks() : chunks, quiet);
    expect(model.report.rowsSeen).toBe(1200000);
    expect(most - before).toBeLessThan(60e6);
  },
);

function logLossOf(model: SoftmaxRegression, X: number[][], y: (string | number)[]): number {
  const scores = model.predictLogProba(X);
  const at = new Map(model.classes.map((label, k) => [label, k]));
  return -y.reduce<number>((sum, label, i) => sum + scores.get(i, at.get(label) as number), 0) / y.length;
}
