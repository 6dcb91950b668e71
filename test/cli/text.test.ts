// Text from a CSV file to a model and back to predictions, by the command line.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { mulberry32 } from '../../src/data/random.js';
import { SoftmaxRegression } from '../../src/index.js';
import { SoftmaxModel } from '../../src/predict.js';
import { TextVectorizer } from '../../src/text/index.js';
import { cli, workspace } from './helpers.js';

const work = workspace();

const TOPICS: Record<string, string[]> = {
  sport: ['goal', 'match', 'coach', 'season', 'team'],
  money: ['stocks', 'bank', 'shares', 'profit', 'market'],
  space: ['orbit', 'rocket', 'launch', 'planet', 'telescope'],
};
const COMMON = ['the', 'a "big"', 'day,', 'new\nline', 'after'];

/** Rows of class, title and text: half of the words are the topic's; quotes, commas and newlines among the others. */
function news(n: number, seed: number): { class: string; title: string; text: string }[] {
  const random = mulberry32(seed);
  const pick = (words: string[]) => words[Math.floor(random() * words.length)] as string;
  return Array.from({ length: n }, (_, i) => {
    const topic = Object.keys(TOPICS)[i % 3] as string;
    const words = (count: number) =>
      Array.from({ length: count }, () => pick(random() < 0.5 ? (TOPICS[topic] as string[]) : COMMON)).join(
        ' ',
      );
    return { class: topic, title: words(3), text: words(12) };
  });
}

const NEWS = news(120, 1);
const TEXT = ['--text', 'title,text', '--target', 'class'];
const train = (data: string, ...args: string[]) => cli(['train', data, ...args]);
const docs = (rows: typeof NEWS) => rows.map(({ title, text }) => `${title} ${text}`);

let data = '';
beforeAll(async () => {
  data = await work.write('news.csv', Papa.unparse(NEWS));
});

describe.each(['model.json', 'model.bin'])('%s', name => {
  const model = () => work.path(name);
  beforeAll(async () => {
    await train(data, ...TEXT, '--out', model());
  });

  it('evaluates', async () => {
    const test = await work.write('test.csv', Papa.unparse(news(60, 2)));
    const { code, stdout, stderr } = await cli(['evaluate', model(), test]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^test\.csv +60 +(9\d\.\d\d|100\.00) % +0\.\d+$/m);
  });

  it('predicts what the library does with the vectorizer it holds', async () => {
    const rows = news(9, 3).map(({ title, text }, i) => ({ text, id: i, title }));
    const { stdout } = await cli(['predict', model(), '-'], { input: Papa.unparse(rows) });
    const { data: lines } = Papa.parse<string[]>(stdout, { skipEmptyLines: true });
    const bytes = new Uint8Array(await readFile(model()));
    const text = new TextDecoder().decode(bytes);
    const copy = name.endsWith('.json') ? SoftmaxModel.fromJSON(text) : SoftmaxModel.fromBytes(bytes);
    const X = TextVectorizer.fromJSON(copy.vectorizer as object).transform(docs(news(9, 3)));
    expect(lines.slice(1).map(([label]) => label)).toEqual(copy.predict(X));
    const proba = copy.predictProba(X).toArray();
    for (const [i, line] of lines.slice(1).entries()) {
      // float32 kernels, with fused multiply-add or without, and the 7 digits that are written.
      for (const [k, p] of line.slice(1).map(Number).entries())
        expect(Math.abs(p - (proba[i]?.[k] as number))).toBeLessThan(1e-6);
    }
  });

  it('is described by its strongest terms', async () => {
    const { stdout } = await cli(['inspect', model()]);
    expect(stdout).toMatch(/^text +\d+ terms of title, text$/m);
    expect(stdout).toMatch(
      /^vectorizer +ngramRange \[1,2\], tfidf true, sublinearTf true, idfPower 2, minDf 2$/m,
    );
    for (const [topic, words] of Object.entries(TOPICS))
      expect(stdout).toMatch(new RegExp(`^ +${topic} +-?[\\d.e-]+ +(${words.join('|')}) `, 'm'));
  });
});

describe('train', () => {
  it('says what it has made of the text', async () => {
    const { code, stdout, stderr } = await train(data, ...TEXT, '--test-size', '0.25', '--seed', '1');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^data +\S+news\.csv: 120 rows × \d+ terms of title, text$/m);
    expect(stdout).toContain('3 in class: money 40, space 40, sport 40');
    expect(stdout).toMatch(/^test +30 +(9\d\.\d\d|100\.00) %/m);
  });

  it('learns its vocabulary from the rows that train', async () => {
    const rare = NEWS.map((row, i) => ({ ...row, text: `${row.text} unique${i}` }));
    const path = await work.write('rare.csv', Papa.unparse(rare));
    const out = work.path('rare.json');
    await train(path, ...TEXT, '--min-df', '1', '--ngrams', '1', '--test-size', '30', '--out', out);
    const { vectorizer } = SoftmaxRegression.fromJSON(await readFile(out, 'utf8'));
    const { featureNames } = TextVectorizer.fromJSON(vectorizer as object);
    expect(featureNames?.filter(term => term.startsWith('unique')).length).toBe(90);
  });

  it('takes the options of the vectorizer', async () => {
    const out = work.path('options.json');
    const options = [
      '--ngrams',
      '3',
      '--min-df',
      '0.02',
      '--max-df',
      '0.9',
      '--max-features',
      '20',
      '--binary',
    ];
    const words = ['--no-tfidf', '--stop-words', 'the, after', '--token-pattern', '[a-z]+'];
    await train(data, ...TEXT, ...options, ...words, '--out', out);
    const { vectorizer } = SoftmaxRegression.fromJSON(await readFile(out, 'utf8'));
    expect(vectorizer).toMatchObject({
      columns: ['title', 'text'],
      options: {
        ngramRange: [1, 3],
        minDf: 0.02,
        maxDf: 0.9,
        maxFeatures: 20,
        binary: true,
        tfidf: false,
        stopWords: ['the', 'after'],
        tokenPattern: '[a-z]+',
      },
    });
    expect(vectorizer?.vocabulary).toHaveLength(20);
  });

  it('hashes', async () => {
    const out = work.path('hashed.bin');
    const { stdout } = await train(data, ...TEXT, '--hash', '512', '--no-tfidf', '--out', out);
    expect(stdout).toContain('120 rows × 512 hashed columns of title, text');
    expect((await cli(['inspect', out])).stdout).toMatch(/^text +512 hashed columns of title, text$/m);
    expect((await cli(['evaluate', out, data])).stdout).toMatch(/^news\.csv +120 +(9\d\.\d\d|100\.00) %/m);
  });

  it('names columns by place where a file has no names, gzipped or not', async () => {
    const bare = Papa.unparse(NEWS.map(row => [row.class === 'money' ? 1 : 2, row.title, row.text]));
    const path = await work.write('bare.csv.gz', gzipSync(bare));
    const out = work.path('bare.json');
    const { stdout } = await train(path, '--text', 'x1,x2', '--target', '0', '--out', out);
    expect(stdout).toContain('2 in x0: 1 40, 2 80');
    expect((await cli(['evaluate', out, path])).stdout).toMatch(
      /^bare\.csv\.gz +120 +(9\d\.\d\d|100\.00) %/m,
    );
  });
});

describe('errors', () => {
  const failure = async (args: string[], input = Papa.unparse(NEWS)): Promise<[number, string]> => {
    const { code, stdout, stderr } = await cli(args, { input });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    return [code, stderr.slice('error: '.length, -1)];
  };

  it.each<[string[], number, string | RegExp]>([
    [['--text', 'titel'], 1, 'stdin:1: column "titel" not found: did you mean "title"?'],
    [['--text', 'class'], 1, 'stdin: text[0] is "class": expected a column other than the target'],
    [['--ngrams', '2'], 2, '--ngrams is about text: say --text which columns'],
    [['--no-tfidf'], 2, '--no-tfidf is about text: say --text which columns'],
    [['--text', 'text', '--features', 'title'], 2, /^both --text and --features are given/],
    [['--text', 'text', '--missing', 'drop'], 2, /^both --text and --missing are given/],
    [['--text', 'text', '--categorical', 'title'], 2, /^both --text and --categorical are given/],
    [['--text', 'text', '--drop-first'], 2, /^both --text and --drop-first are given/],
    [['--text', 'text', '--ngrams', '0'], 2, 'ngramRange[1] is 0: expected a whole number of at least 1'],
    [['--text', 'text', '--min-df', '-1'], 2, /^minDf is -1: expected a share/],
    [['--text', 'text', '--no-tfidf', '--idf-power', '3'], 2, 'idfPower is 3: it goes with tfidf only'],
    [['--text', 'text', '--hash', '64', '--min-df', '2'], 2, /^both nFeatures and minDf are given/],
    [['--text', 'text', '--token-pattern', '('], 2, /^tokenPattern is "\(": Invalid regular expression/],
    [
      ['--text', 'text', '--min-df', '1000'],
      1,
      /^stdin: no term is left of \d+ in 120 documents: lower minDf/,
    ],
    [['--text', 'text', '--token-pattern', '~'], 1, /^stdin: docs have no tokens/],
  ])('train %j', async (args, code, message) => {
    const [actual, text] = await failure(['train', '-', '--target', 'class', ...args]);
    expect(actual).toBe(code);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
  });

  it('names the line of a row that does not fit, counting lines inside quotes', async () => {
    const input = 'class,title,text\nu,a,"b\nc"\nv,d\n';
    expect(await failure(['train', '-', ...TEXT], input)).toEqual([
      1,
      'stdin:4: 2 fields: expected 3 as in the header',
    ]);
  });

  it('tells a table that lacks the columns of a model, and options that are not for it', async () => {
    const model = work.path('model.json');
    await train(data, ...TEXT, '--out', model);
    expect(await failure(['predict', model, '-'], 'titles,text\na,b\n')).toEqual([
      1,
      'stdin:1: column "title" not found: did you mean "titles"?',
    ]);
    expect(await failure(['predict', model, data, '--features', 'text'])).toEqual([
      2,
      'the model takes text: leave --features out',
    ]);
    const renamed = await cli(['predict', model, '-', '--text', 'b,a'], { input: 'a,b\ngoal,match\n' });
    expect(renamed.stdout).toMatch(/^sport,/m);
    const numbers = work.path('numbers.json');
    await cli(['train', '-', '--out', numbers], { input: 'a,y\n1,u\n2,v\n' });
    expect(await failure(['predict', numbers, data, '--text', 'text'])).toEqual([
      2,
      'the model takes numbers: leave --text out',
    ]);
  });

  it('asks for the columns of a model that was saved without them', async () => {
    const vectorizer = new TextVectorizer();
    const fitted = new SoftmaxRegression().fitSync(
      vectorizer.fitTransform(docs(NEWS)),
      NEWS.map(row => row.class),
      { vectorizer, targetName: 'class' },
    );
    const model = await work.write('api.json', JSON.stringify(fitted));
    expect(await failure(['evaluate', model, data])).toEqual([
      2,
      'the model does not say which columns hold its text: give --text',
    ]);
    expect((await cli(['evaluate', model, data, '--text', 'title,text'])).code).toBe(0);
    expect((await cli(['inspect', model])).stdout).toContain('strongest terms');
  });
});
