// Deno and Bun do what Node does with the packed library, to the last bit.
import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project } from './consumers/project.js';

const run = promisify(execFile);

/** An executable that is named by a variable or found on the path, and runs. */
function find(variable: string, name: string): string | undefined {
  const path = process.env[variable] || name;
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' });
    return path;
  } catch {
    if (process.env[variable]) throw new Error(`${variable} is ${path}: it does not run`);
    return undefined;
  }
}

/** Every entry, on the data that came along, on text and on several threads; what it has as JSON. */
const SCRIPT = `
  import { readFile } from 'node:fs/promises';
  import { createObjective, SoftmaxRegression } from 'softmax-wasm';
  import { readCsv } from 'softmax-wasm/csv';
  import { accuracy } from 'softmax-wasm/metrics';
  import { SoftmaxModel } from 'softmax-wasm/predict';
  import { minimize } from 'softmax-wasm/solvers';
  import { TextVectorizer } from 'softmax-wasm/text';

  const data = new URL('./node_modules/softmax-wasm/data/', import.meta.url);
  const iris = await readCsv(new URL('iris.csv', data));
  const digits = await readCsv(new URL('digits.csv.gz', data));
  const bytes = await readCsv(new Uint8Array(await readFile(new URL('iris.csv', data))));
  const options = { deterministic: true };
  const fitted = await new SoftmaxRegression(options).fit(iris.X, iris.y);
  const sync = new SoftmaxRegression({ ...options, precision: 'float64' }).fitSync(iris.X, iris.y);
  const two = await new SoftmaxRegression({ ...options, workers: 2 }).fit(digits.X, digits.y);
  const one = await new SoftmaxRegression({ ...options, workers: 1 }).fit(digits.X, digits.y);
  const bits = model => [...model.coef.data, ...model.intercept];
  const same = JSON.stringify(bits(two)) === JSON.stringify(bits(one));
  const objective = createObjective(digits.X, Uint16Array.from(digits.y), { nClasses: 10, workers: 2, ...options });
  const value = await objective.valueAndGradient(new Float64Array(objective.size), new Float64Array(objective.size));
  if ('Deno' in globalThis) objective.dispose(); // elsewhere a process ends without
  const least = minimize(createObjective(iris.X, Uint16Array.from({ length: 150 }, (_, i) => i % 3), { C: 1, ...options }), {});
  const docs = ['a great film', 'dull and long', 'great fun', 'a long dull evening'];
  const vectorizer = new TextVectorizer({ tfidf: true });
  const words = vectorizer.fitTransform(docs);
  const reviews = await new SoftmaxRegression({ C: 10, ...options }).fit(words, ['+', '-', '+', '-'], { vectorizer });
  console.log(JSON.stringify({
    rows: [iris.X.rows, bytes.X.rows, digits.X.rows],
    fitted: bits(fitted), sync: bits(sync), digits: bits(one), same, threads: two.report.threads, value, least: [...least.w],
    predicted: SoftmaxModel.fromBytes(fitted.toBytes()).predict(iris.X),
    accuracy: accuracy(digits.y, SoftmaxModel.fromJSON(JSON.stringify(two)).predict(digits.X)),
    reviews: reviews.predict(vectorizer.transform(['great', 'so dull'])),
  }));
`;

let project: Project;
let expected: unknown;
beforeAll(async () => {
  project = await createProject();
  await writeFile(join(project.folder, 'everything.mjs'), SCRIPT);
  expected = JSON.parse(await execute(process.execPath, ['everything.mjs']));
}, 60_000);
afterAll(() => project?.remove());

async function execute(program: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await run(program, args, {
    cwd: project.folder,
    maxBuffer: 1 << 24,
    timeout: 50_000,
  });
  expect(stderr).toBe('');
  return stdout;
}

it('Node does all of it', () => {
  expect(expected).toMatchObject({ rows: [150, 150, 1797], same: true, threads: 2, reviews: ['+', '-'] });
});

describe.each([
  // It may read files, and nothing else.
  ['Deno', find('DENO_PATH', 'deno'), ['run', '--no-remote', '--allow-read'], 'DENO_PATH'],
  ['Bun', find('BUN_PATH', 'bun'), ['run'], 'BUN_PATH'],
])('%s', (name, program, flags, variable) => {
  if (!program) console.warn(`skipped ${name}: put it on the path, or set ${variable} to its executable`);
  const times = { timeout: 60_000 };

  it.skipIf(!program)('does what Node does, bit for bit', times, async () => {
    expect(JSON.parse(await execute(program as string, [...flags, 'everything.mjs']))).toEqual(expected);
  });

  it.skipIf(!program)('runs the command line', times, async () => {
    const cli = ['node_modules/softmax-wasm/dist/cli.js', 'train', 'node_modules/softmax-wasm/data/iris.csv'];
    const all = name === 'Deno' ? ['run', '--no-remote', '--allow-all'] : flags;
    expect(await execute(program as string, [...all, ...cli, '--out', `${name}.json`])).toMatch(/converged/);
    const table = ['node_modules/softmax-wasm/dist/cli.js', 'predict', `${name}.json`];
    const predicted = await execute(program as string, [...all, ...table, cli[2] as string]);
    expect(predicted.match(/virginica/g)?.length).toBeGreaterThan(45);
  });
});
