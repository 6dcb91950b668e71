import { readFileSync } from 'node:fs';
import { SoftmaxRegression } from 'softmax-wasm';
import { accuracy, logLoss } from 'softmax-wasm/metrics';
import { SoftmaxModel } from 'softmax-wasm/predict';
import { trainTestSplit } from 'softmax-wasm/selection';
import { TextVectorizer } from 'softmax-wasm/text';
import { describe, expect, it } from 'vitest';
import { type Column, kindOf } from '../../web/src/rooms/data/column.js';
import {
  firstPlan,
  jobOf,
  numberProblem,
  type Plan,
  planProblem,
  SETTINGS,
  targetProblem,
} from '../../web/src/rooms/data/plan.js';
import { askedFor, rowOf } from '../../web/src/rooms/data/row.js';
import { snippet } from '../../web/src/rooms/data/snippet.js';
import { counted } from '../../web/src/rooms/data/source.js';
import { looksLikeNames, type Survey, surveyTable } from '../../web/src/rooms/data/survey.js';
import { train } from '../../web/src/rooms/data/training.js';

const IRIS = readFileSync('data/iris.csv', 'utf8');

const look = (text: string, header: boolean | null = null) =>
  surveyTable(() => ({ text }), { name: 'a.csv', header });

async function column(cells: readonly string[]): Promise<Column> {
  const { columns } = await look(`c,d\n${cells.map(cell => `${cell},1\n`).join('')}`);
  return columns[0] as Column;
}

function trainOn(text: string, survey: Survey, plan: Plan) {
  const stages: string[] = [];
  let iterations = 0;
  const watch = {
    onStage: (stage: string) => stages.push(stage),
    onIteration: () => iterations++,
    signal: new AbortController().signal,
  };
  return train({ text }, 'a.csv', jobOf(survey, plan), watch).then(trained => ({
    trained,
    stages,
    iterations,
  }));
}

describe('a look at a table', () => {
  it('counts cells by kind and remembers the line of the first of each', async () => {
    expect(await column(['1', '2.5', '', ' 7 ', 'x', '', '"a\nb"', '1e400'])).toEqual({
      name: 'c',
      rows: 8,
      missing: 2,
      firstMissing: 4,
      numbers: 3,
      firstOther: { line: 6, text: 'x' },
      firstFraction: { line: 3, text: '2.5' },
      distinct: 6,
      examples: ['1', '2.5', '7'],
      words: 7 / 6,
    });
  });

  it.each<[string, string[], string]>([
    ['numbers', ['1', '2', ''], 'number'],
    ['names that come again', ['red', 'dark blue', 'red', 'red'], 'category'],
    ['sentences', ['it was a long and dull film', 'great fun for all of us'], 'text'],
    ['many names', Array.from({ length: 50 }, (_, i) => `n${i}`), 'text'],
  ])('takes %s for %s', async (_, cells, kind) => {
    expect(kindOf(await column(cells))).toBe(kind);
  });

  it('tells first what the first rows hold, then what all do', async () => {
    const text = `a,b\n${'1,2\n'.repeat(40_000)}x,2\n`;
    const first: Survey[] = [];
    const all = await surveyTable(
      () => ({ text }),
      { name: 'a.csv', header: null },
      seen => first.push(seen),
    );
    expect(first.map(({ complete, columns }) => [complete, columns[0]?.firstOther])).toEqual([[false, null]]);
    expect([all.complete, all.rows, all.columns[0]?.firstOther]).toEqual([
      true,
      40_001,
      { line: 40_002, text: 'x' },
    ]);
  });

  it.each<[string[], string[], boolean]>([
    [['a', 'b'], ['1', '2'], true],
    [['a', 'b'], ['c', 'd'], true],
    [['city', '2020', '2021'], ['7', '1', '2'], true],
    [['5.1', '3.5', 'setosa'], ['4.9', '3.0', 'setosa'], false],
    [['1', '2'], ['3', '4'], false],
  ])('of the lines %j and %j says that the first are names: %s', (first, second, names) => {
    expect(looksLikeNames(first, second)).toBe(names);
  });

  it('is no stranger to columns with the names of objects', async () => {
    const { columns } = await look('__proto__,constructor,toString\n1,2,a\n3,4,b\n');
    expect(columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('refuses what is too wide, naming how wide', async () => {
    const wide = Array.from({ length: 10_001 }, (_, j) => `c${j}`).join(',');
    const row = Array.from({ length: 10_001 }, () => '1').join(',');
    await expect(look(`${wide}\n${row}\n`)).rejects.toThrow(
      new RangeError('a.csv has 10001 columns: this page takes up to 10000'),
    );
  });
});

describe('what a column can be', () => {
  it.each<[string[], string | null]>([
    [['1', '2'], null],
    [['1', '', ''], '2 cells are empty, the first on line 3'],
    [['1', ''], '1 cell is empty, the first on line 3'],
    [['', 'x'], '1 cell is empty, the first on line 2'],
    [['1', 'red'], 'line 3 has “red”, not a number'],
    [['1', 'nan'], 'line 3 has “nan”, not a number'],
    [['1', '1e39'], 'line 3 has “1e39”, too large a number'],
    [['1', '"1,5"'], 'line 3 has “1,5”, not a number: decimals are written with a point'],
  ])('%j as a feature: %s', async (cells, problem) => {
    expect(numberProblem(await column(cells))).toBe(problem);
  });

  it.each<[string, string[], string | null]>([
    ['classes', ['a', 'b', 'a', 'b'], null],
    ['whole numbers', ['0', '1', '0', '1'], null],
    ['one class', ['a', 'a'], 'all rows have the same value: there is nothing to tell apart'],
    ['a missing label', ['a', '', 'b'], '1 cell is empty, the first on line 3: every row needs its class'],
    [
      'quantities',
      ['1', '1.5'],
      'line 3 has 1.5: a class is text or a whole number, and softmax regression predicts classes, not quantities',
    ],
    [
      'names of rows',
      ['a', 'b', 'c', 'a'],
      '3 different values in 4 rows: a class needs several rows to learn from',
    ],
    [
      'numbers of rows',
      Array.from({ length: 10_000 }, (_, i) => String(i)),
      'more than 1000 different values: a class needs rows to learn from, and this page takes up to 1000 classes',
    ],
  ])('%s as the target', async (_, cells, problem) => {
    expect(targetProblem(await column(cells))).toBe(problem);
  });
});

describe('a first plan', () => {
  const plan = async (text: string) => {
    const survey = await look(text);
    const { target, numbers, texts, input } = firstPlan(survey);
    const name = (j: number) => survey.columns[j]?.name;
    return { target: name(target), input, columns: Array.from(input === 'text' ? texts : numbers, name) };
  };

  it('predicts the last column from all columns of numbers that vary and have no gap', async () => {
    const text = `a,b,gap,same,kind\n${'1,2,,7,u\n3,4,1,7,v\n'.repeat(4)}`;
    expect(await plan(text)).toEqual({ target: 'kind', input: 'numbers', columns: ['a', 'b'] });
  });

  it('prefers a column that is called a target', async () => {
    const text = `label,a,b\n${'1,2,3\n0,3,3\n'.repeat(4)}`;
    expect(await plan(text)).toMatchObject({ target: 'label', columns: ['a'] });
  });

  it('takes the words where there are no numbers', async () => {
    const text = `title,class\n${'a long story about the sea,u\nsome other kind of words here,v\n'.repeat(4)}`;
    expect(await plan(text)).toEqual({ target: 'class', input: 'text', columns: ['title'] });
  });

  it('says why it cannot be carried out', async () => {
    const survey = await look('id,note\n1,x\n2,y\n');
    expect(planProblem(survey, firstPlan(survey))).toBe(
      '“note” cannot be the target: 2 different values in 2 rows: a class needs several rows to learn from.',
    );
    const alone = await look('kind\na\nb\na\nb\n');
    expect(planProblem(alone, firstPlan(alone))).toMatch(/^The file has one column/);
    const unsure = await look(`x,kind\n${'red,a\nred,b\n'.repeat(3)}`);
    expect(planProblem(unsure, firstPlan(unsure))).toBe('No column of numbers is chosen to learn from.');
  });
});

describe('training', () => {
  it('gives what the library gives on the same split', async () => {
    const survey = await look(IRIS);
    const { trained, stages, iterations } = await trainOn(IRIS, survey, firstPlan(survey));
    const { outcome } = trained;
    const rows = IRIS.trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','));
    const X = rows.map(row => row.slice(0, 4).map(Number));
    const y = rows.map(row => row[4] as string);
    const { train, test } = trainTestSplit(X, y, { testSize: 0.25, seed: SETTINGS.seed });
    const model = await new SoftmaxRegression({ C: 1, tol: 1e-4 }).fit(train.X, train.y, {
      featureNames: survey.columns.slice(0, 4).map(({ name }) => name),
      targetName: 'species',
    });
    const json = JSON.parse(await trained.modelJson().text());
    expect(json.coef).toEqual(model.coef.toArray());
    expect([json.featureNames, json.targetName]).toEqual([model.featureNames, 'species']);
    expect(outcome.test).toEqual({
      rows: 38,
      accuracy: accuracy(test.y, model.predict(test.X)),
      logLoss: logLoss(test.y, model.predictProba(test.X), { classes: model.classes }),
    });
    expect(outcome.confusion.counts.flat().reduce((sum, count) => sum + count)).toBe(38);
    expect(Array.from(trained.predict([5.9, 3, 5.1, 1.8]))).toEqual(
      Array.from(model.predictProba([[5.9, 3, 5.1, 1.8]]).row(0)),
    );
    expect(stages).toEqual(['reading', 'fitting', 'measuring']);
    expect(iterations).toBe(model.nIter + 1);

    const shares = [0, 1, 2].map(k => train.y.filter(label => label === model.classes[k]).length / 112);
    const entropy = test.y.map(label => -Math.log(shares[model.classes.indexOf(label)] as number));
    expect(outcome.baseline.scores?.logLoss).toBeCloseTo(entropy.reduce((sum, each) => sum + each) / 38, 12);
  });

  it('holds out rows that it can show, by their place in the file', async () => {
    const survey = await look(IRIS);
    const { trained } = await trainOn(IRIS, survey, firstPlan(survey));
    const lines = IRIS.trim().split('\n');
    for (const at of [0, 0.4, 0.999]) {
      const found = trained.testRow(at);
      expect([...(found?.row ?? []), found?.label].join()).toBe(
        lines[found?.place as number]
          ?.split(',')
          .map((field, j) => (j < 4 ? Number(field) : field))
          .join(),
      );
    }
    const [head, ...rows] = (await trained.predictionsCsv().text()).trim().split('\n');
    expect(head).toBe('row,species,predicted,p(setosa),p(versicolor),p(virginica)');
    const right = rows.filter(row => row.split(',')[1] === row.split(',')[2]).length;
    expect(right / rows.length).toBe(trained.outcome.test?.accuracy);
  });

  it('sorts coefficients by size, per standard deviation or as they are', async () => {
    const text = `small,large,kind\n${Array.from({ length: 40 }, (_, i) => `${i / 1000},${1000 * ((i * 7) % 40)},${i < 20 ? 'lo' : 'hi'}\n`).join('')}`;
    const survey = await look(text);
    const { trained } = await trainOn(text, survey, firstPlan(survey));
    const [weights] = trained.outcome.weights;
    const json = JSON.parse(await trained.modelJson().text());
    expect([weights?.label, weights?.against]).toEqual(['lo', 'hi']);
    expect(weights?.raw.map(({ name, value }) => [name, value])).toEqual([
      ['small', json.coef[1][0] - json.coef[0][0]],
      ['large', json.coef[1][1] - json.coef[0][1]],
    ]);
    expect(Math.abs(weights?.scaled[0]?.value as number)).toBeGreaterThanOrEqual(
      Math.abs(weights?.scaled[1]?.value as number),
    );
  });

  it('learns words, and keeps with the model what reads them', async () => {
    const kinds = {
      sea: ['the ship on the wide sea', 'waves of the sea'],
      hill: ['a path up the hill', 'snow on the hill'],
    };
    const rows = Object.entries(kinds).flatMap(([kind, texts]) => texts.map(text => `"${text}",${kind}\n`));
    const text = `note,kind\n${rows.join('').repeat(5)}`;
    const survey = await look(text);
    const plan: Plan = { ...firstPlan(survey), input: 'text', texts: new Set([0]) };
    const { trained } = await trainOn(text, survey, plan);
    const model = SoftmaxModel.fromJSON(await trained.modelJson().text());
    const X = TextVectorizer.fromJSON(model.vectorizer).transform(['the hill by the sea']);
    expect(Array.from(trained.predict('the hill by the sea'))).toEqual(
      Array.from(model.predictProba(X).row(0)),
    );
    expect((model.vectorizer as { columns?: unknown }).columns).toEqual(['note']);
    expect(trained.outcome.test?.accuracy).toBe(1);
    expect(trained.outcome.form).toMatchObject({ kind: 'text', columns: ['note'] });
  });

  it('keeps the best model so far where one stops it', async () => {
    const survey = await look(IRIS);
    const stopping = new AbortController();
    const trained = await train({ text: IRIS }, 'a.csv', jobOf(survey, firstPlan(survey)), {
      onStage: () => {},
      onIteration: ({ iteration }) => iteration === 3 && stopping.abort(),
      signal: stopping.signal,
    });
    expect(trained.outcome.report.status).toBe('aborted');
    expect(trained.outcome.iterations).toBe(3);
    expect(trained.outcome.test?.accuracy).toBeGreaterThan(0.6);
  });

  it('measures training rows where classes are too small to hold any out', async () => {
    const text = 'a,b\n1,x\n2,y\n';
    const survey = await look(text);
    const { trained } = await trainOn(text, survey, {
      ...firstPlan(survey),
      target: 1,
      numbers: new Set([0]),
    });
    expect(trained.outcome).toMatchObject({ test: null, baseline: { scores: null }, train: { rows: 2 } });
    expect(trained.testRow(0.5)).toBeNull();
  });
});

describe('a row by form', () => {
  it('asks for all of a few columns in their order, of many for the weightiest', () => {
    expect(askedFor([2, 0, 1])).toEqual([0, 1, 2]);
    const order = Array.from({ length: 64 }, (_, j) => (j * 5) % 64);
    expect(askedFor(order)).toEqual(order.slice(0, 30));
  });

  it('is what the fields hold, and elsewhere the defaults', () => {
    const fields = new Map([
      [1, ' 2.5'],
      [2, ''],
      [3, 'x'],
    ]);
    expect(rowOf(fields, [9, 8, 7, 6])).toEqual({ row: [9, 2.5, 7, 6], wrong: [2, 3] });
  });

  it('of many columns is written in lines, of very many not at all', () => {
    const form = (d: number) => ({
      kind: 'numbers' as const,
      names: Array.from({ length: d }, (_, j) => `c${j}`),
      medians: new Float64Array(d),
      order: [],
    });
    const code = snippet(
      'page',
      'm.json',
      form(13),
      Array.from({ length: 13 }, (_, j) => j),
      'a\nb',
    );
    expect(code).toContain('const rows = [[\n  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,\n  12,\n]];');
    expect(code).toContain('// a b\n');
    expect(snippet('node', 'm.json', form(201), new Array(201).fill(1), 'a')).toContain(
      'new Array(201).fill(0)',
    );
  });
});

describe('files that are no tables', () => {
  it.each([
    [
      [0x50, 0x4b, 3, 4, 9],
      'the file is a zip archive, such as an Excel workbook: save the sheet as CSV first',
    ],
    [[0x25, 0x50, 0x44, 0x46], 'the file is a PDF document: this room reads CSV'],
  ])('%j', async (bytes, message) => {
    const source = counted(new Blob([Uint8Array.from(bytes)]), () => {});
    await expect(source.next()).rejects.toThrow(new RangeError(message));
  });
});
