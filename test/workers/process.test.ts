// Processes of their own, with what is built: workers hold none of them up, and end with what they serve.
import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const INDEX = new URL('../../dist/index.js', import.meta.url).href;

/** 4000 rows of 5 features and 3 classes; how many workers have not ended. */
const BEGINNING = `
  import { SoftmaxRegression, createObjective } from '${INDEX}';
  import threads from 'node:worker_threads';
  let running = 0;
  threads.Worker = class extends threads.Worker {
    constructor(...args) { super(...args); running++; this.on('exit', () => running--); }
  };
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
  const X = { data: Float64Array.from({ length: 20000 }, random), rows: 4000, cols: 5 };
  const y = Array.from({ length: 4000 }, (_, i) => (X.data[5 * i] + random() > 0) + (X.data[5 * i + 1] > 0.5));
  const w = new Float64Array(18), gradient = new Float64Array(18);
  const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
`;

/** A worker that takes a minute for each evaluation. */
const SLOW = `
  const Slow = threads.Worker;
  threads.Worker = class extends Slow {
    constructor(source, options) {
      super(\`{
        const threads = require('node:worker_threads');
        threads.receiveMessageOnPort = () => undefined;
        threads.workerData.on('message', ({ name }) => {
          if (name === 'sum') for (const end = Date.now() + 60000; Date.now() < end;);
        });
      }\${source}\`, options);
    }
  };
`;

/** Longest that a process may take: most of it goes into its start, on a machine that runs other tests. */
const MOST_MS = 15_000;

/** What a module prints by the time that its process ends of itself. */
function run(script: string, flags: string[] = []): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [...flags, '--input-type=module', '--eval', BEGINNING + script];
    execFile(process.execPath, args, { timeout: MOST_MS }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.killed ? 'the process did not end' : error.message}\n${stderr}`));
      else resolve((stdout + stderr).trim());
    });
  });
}

describe.concurrent('a process ends', { timeout: MOST_MS }, () => {
  test('after a fit, whose workers it has not any more', async () => {
    const script = `
      const { report } = await new SoftmaxRegression({ workers: 2 }).fit(X, y);
      console.log(report.status, report.threads, running);`;
    expect(await run(script)).toBe('converged 2 0');
  });

  test('with an objective that nobody disposes of', async () => {
    const script = `
      globalThis.objective = createObjective(X, y, { workers: 2 });
      console.log(Number.isFinite(await objective.valueAndGradient(w, gradient)), running);`;
    expect(await run(script)).toBe('true 1');
  });

  test('with an objective that nobody asks', async () => {
    expect(await run('globalThis.objective = createObjective(X, y, { workers: 2 });')).toBe('');
  });

  test('not before an objective has answered', async () => {
    const script = `createObjective(X, y, { workers: 2 }).valueAndGradient(w, gradient)
        .then(value => console.log(Number.isFinite(value)));`;
    expect(await run(script)).toBe('true');
  });

  test('after an objective is disposed of during a call', async () => {
    const script = `${SLOW}
      const objective = createObjective(X, y, { workers: 2 });
      const call = objective.valueAndGradient(w, gradient);
      setTimeout(() => objective.dispose(), 200);
      await call.catch(error => console.log(String(error)));`;
    expect(await run(script)).toBe('Error: this objective has been disposed of');
  });

  test('by process.exit during a call', async () => {
    const script = `${SLOW}
      createObjective(X, y, { workers: 2 }).valueAndGradient(w, gradient);
      setTimeout(() => process.exit(0), 200);`;
    expect(await run(script)).toBe('');
  });
});

describe.concurrent('an objective that is dropped', { timeout: MOST_MS }, () => {
  const UNTIL_NONE = 'for (let i = 0; i < 200 && running > 0; i++) { gc(); await pause(10); }';

  test('ends its workers', async () => {
    const script = `
      await (async () => { await createObjective(X, y, { workers: 2 }).valueAndGradient(w, gradient); })();
      const before = running;
      ${UNTIL_NONE}
      console.log(before, running);`;
    expect(await run(script, ['--expose-gc'])).toBe('1 0');
  });

  test('answers first what it was asked', async () => {
    const script = `
      const pending = createObjective(X, y, { workers: 2, C: 1 }).valueAndGradient(w, gradient);
      for (let i = 0; i < 5; i++) { gc(); await new Promise(resolve => setImmediate(resolve)); }
      console.log(Number.isFinite(await pending));`;
    expect(await run(script, ['--expose-gc'])).toBe('true');
  });

  test('lives on in its curvature', async () => {
    const script = `
      const { curvature } = createObjective(X, y, { workers: 2, C: 1 });
      for (let i = 0; i < 20; i++) { gc(); await pause(5); }
      const out = new Float64Array(36);
      await curvature.gram({ kind: 'bound' }, 1, out);
      console.log(running, out[0] > 0);`;
    expect(await run(script, ['--expose-gc'])).toBe('1 true');
  });
});

describe.concurrent('a process that cannot have workers', { timeout: MOST_MS }, () => {
  /** An evaluation of 600 million multiply-adds, which gets workers by default where there are cores for them. */
  const LARGE = `
    import os from 'node:os';
    os.availableParallelism = () => 2;
    const large = { data: new Float32Array(2000000).map(random), rows: 20000, cols: 100 };
    const labels = Array.from({ length: 20000 }, (_, i) => i % 150);
    const fit = options => new SoftmaxRegression({ maxIter: 1, ...options }).fit(large, labels, { quiet: true })
      .then(model => console.log(model.report.threads), error => console.log(String(error)));`;
  const REFUSAL =
    'Error: this JavaScript engine has no workers: softmax-wasm needs Node 20.16 or a browser for workers, expected workers: 1';

  test('because its Node is old: one thread by default, an error where more are asked for', async () => {
    const script = `${LARGE} await fit({});
      delete process.getBuiltinModule; await fit({}); await fit({ workers: 2 });`;
    expect(await run(script)).toBe(`2\n1\n${REFUSAL}`);
  });

  test('because its permissions forbid them: likewise', async () => {
    const script = `process.permission = { has: scope => scope !== 'worker' };
      threads.Worker = class { constructor() { throw new Error('Access to this API has been restricted'); } };
      ${LARGE} await fit({}); await fit({ workers: 2 });`;
    expect(await run(script)).toBe('1\nError: Access to this API has been restricted');
  });
});

test('twenty fits in a row take no more memory than a few', { timeout: MOST_MS }, async () => {
  // A fit's workers take some 15 MB: 16 that stayed would be 250.
  const script = `
    const rss = async fits => {
      for (let i = 0; i < fits; i++) await new SoftmaxRegression({ workers: 2 }).fit(X, y);
      gc();
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await rss(4);
    console.log((await rss(16)) - before);`;
  expect(Number(await run(script, ['--expose-gc']))).toBeLessThan(100);
});
