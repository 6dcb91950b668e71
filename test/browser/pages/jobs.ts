// What the tests do with the library: the same text on a page, in a worker and in Node.

import type { Label, Options, Progress, SoftmaxRegression } from 'softmax-wasm';
import type { readCsv } from 'softmax-wasm/csv';

export interface Library {
  SoftmaxRegression: typeof SoftmaxRegression;
  readCsv: typeof readCsv;
}

export interface FitJob {
  url: string;
  /** Whether the reader is given the URL itself or a Blob of what is there. */
  from: 'url' | 'blob';
  options: Options;
}

export interface Fitted {
  status: string;
  classes: Label[];
  coef: number[];
  intercept: number[];
  predicted: Label[];
  probabilities: number[];
}

export interface RandomJob {
  rows: number;
  cols: number;
  nClasses: number;
  options: Options;
}

export interface Responsiveness {
  fittingMs: number;
  /** Turns of a timer of 5 ms meanwhile. */
  ticks: number;
}

export interface LongTasks {
  status: string;
  iterations: number;
  precision: string;
  threads: number;
  fittingMs: number;
  /** Of tasks that took the page's thread longer than 50 ms, as the browser has it. */
  longTasks: number[];
  /** Animation frames while fitting. */
  frames: number;
}

export interface Aborted {
  status: string;
  iterations: number;
  /** From the call of abort to the end of the fit. */
  delayMs: number;
  finite: boolean;
}

export interface FittedThere {
  coef: number[];
  threads: number;
  /** SharedArrayBuffers that the fit has made. */
  shared: number;
}

export interface Failure {
  name: string;
  message: string;
  line: unknown;
  column: unknown;
}

export function createJobs({ SoftmaxRegression, readCsv }: Library) {
  return {
    async fit({ url, from, options }: FitJob): Promise<Fitted> {
      const address = new URL(url);
      const { X, y } = await readCsv(from === 'url' ? address : await (await fetch(address)).blob());
      const model = await new SoftmaxRegression(options).fit(X, y as Label[]);
      return {
        status: model.report.status,
        classes: [...model.classes],
        coef: [...model.coef.data],
        intercept: [...model.intercept],
        predicted: model.predict(X),
        probabilities: [...model.predictProba(X).data],
      };
    },

    async responsiveness(job: RandomJob): Promise<Responsiveness> {
      const { X, y } = await unhurried(randomRows(job));
      let ticks = 0;
      const timer = setInterval(() => ticks++, 5);
      const started = performance.now();
      await new SoftmaxRegression(job.options).fit(X, y, { quiet: true });
      const fittingMs = performance.now() - started;
      clearInterval(timer);
      return { fittingMs, ticks };
    },

    /** Fits to rows that were made in slices, while the browser looks out for long tasks. */
    async longTasks(job: RandomJob): Promise<LongTasks> {
      const { X, y } = await unhurried(randomRows(job));
      const found: PerformanceEntry[] = [];
      const observer = new PerformanceObserver(list => found.push(...list.getEntries()));
      observer.observe({ type: 'longtask', buffered: true });
      let frames = 0;
      const frame = () => {
        frames++;
        request = requestAnimationFrame(frame);
      };
      let request = requestAnimationFrame(frame);
      await turn(50);
      frames = 0;
      const started = performance.now();
      const model = await new SoftmaxRegression(job.options).fit(X, y, { quiet: true });
      const fittingMs = performance.now() - started;
      cancelAnimationFrame(request);
      // Entries come when their task is over.
      await turn(50);
      observer.disconnect();
      const { status, precision, threads } = model.report;
      const longTasks = found.filter(({ startTime }) => startTime >= started).map(({ duration }) => duration);
      return { status, iterations: model.nIter, precision, threads, fittingMs, longTasks, frames };
    },

    /** Aborts from a timer, as a button would. */
    async abort(job: RandomJob): Promise<Aborted> {
      const { X, y } = randomProblem(job);
      const controller = new AbortController();
      const model = new SoftmaxRegression(job.options);
      let aborted = 0;
      const abort = () => {
        aborted = performance.now();
        controller.abort();
      };
      const onIteration = ({ iteration }: Progress) => {
        if (iteration === 0) setTimeout(abort, 30);
      };
      await model.fit(X, y, { signal: controller.signal, onIteration, quiet: true });
      const delayMs = performance.now() - aborted;
      const finite = model.coef.data.every(Number.isFinite);
      return { status: model.report.status, iterations: model.nIter, delayMs, finite };
    },

    async fitRandom(job: RandomJob): Promise<FittedThere> {
      const { X, y } = randomProblem(job);
      const scope = globalThis as { SharedArrayBuffer?: SharedArrayBufferConstructor };
      const { SharedArrayBuffer: Shared } = scope;
      let shared = 0;
      if (Shared) {
        scope.SharedArrayBuffer = new Proxy(Shared, {
          construct(target, [bytes]) {
            shared++;
            return new target(bytes);
          },
        });
      }
      try {
        const { coef, report } = await new SoftmaxRegression(job.options).fit(X, y);
        return { coef: [...coef.data], threads: report.threads, shared };
      } finally {
        if (Shared) scope.SharedArrayBuffer = Shared;
      }
    },

    async failToFit(job: RandomJob): Promise<Failure> {
      const { X, y } = randomProblem(job);
      return failure(() => new SoftmaxRegression(job.options).fit(X, y));
    },

    async readText({ text, name }: { text: string; name: string }): Promise<Failure> {
      return failure(() => readCsv(new File([text], name)));
    },

    async readUrl({ url }: { url: string }): Promise<Failure> {
      return failure(() => readCsv(new URL(url)));
    },

    /** A file cut short, as a broken download leaves it. */
    async readTruncated({ url, bytes }: { url: string; bytes: number }): Promise<Failure> {
      const blob = await (await fetch(url)).blob();
      return failure(() => readCsv(new File([blob.slice(0, bytes)], 'cut.csv.gz')));
    },

    async fitValue({ row, col, value }: { row: number; col: number; value: number }): Promise<Failure> {
      const X = Array.from({ length: 4 }, (_, i) => [i, i * i]);
      (X[row] as number[])[col] = value;
      return failure(() => new SoftmaxRegression().fit(X, ['a', 'b', 'a', 'b']));
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;
export type Job = keyof Jobs;

async function failure(call: () => Promise<unknown>): Promise<Failure> {
  try {
    await call();
  } catch (error) {
    const { name, message, line = null, column = null } = error as Failure;
    return { name, message, line, column };
  }
  return { name: 'none', message: 'no error', line: null, column: null };
}

/** Features in [−1, 1) and labels from a linear model with a fifth of them redrawn, the same numbers everywhere. */
function randomProblem(job: RandomJob) {
  const making = randomRows(job);
  for (;;) {
    const { done, value } = making.next();
    if (done) return value;
  }
}

/** Done with a turn of the event loop every 10 ms. */
async function unhurried<T>(work: Generator<undefined, T>): Promise<T> {
  for (let end = performance.now() + 10; ; ) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < end) continue;
    await turn(0);
    end = performance.now() + 10;
  }
}

function turn(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

function* randomRows({ rows, cols, nClasses }: RandomJob) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const data = new Float32Array(rows * cols);
  for (let at = 0; at < data.length; at++) {
    data[at] = random();
    if (at % cols === cols - 1) yield;
  }
  const W = Array.from({ length: nClasses }, () => Array.from({ length: cols }, random));
  const y: number[] = [];
  for (let i = 0; i < rows; i++) {
    if (random() > 0.6) y.push(Math.floor(((random() + 1) / 2) * nClasses));
    else {
      const scores = W.map(w => w.reduce((sum, wj, j) => sum + wj * (data[i * cols + j] as number), 0));
      y.push(scores.indexOf(Math.max(...scores)));
    }
    yield;
  }
  return { X: { data, rows, cols }, y };
}
