import { batch, signal } from '@preact/signals';
import type { Progress } from 'softmax-wasm';
import { firstPlan, jobOf, type Plan } from './plan.js';
import type { Answer, Request, Stage } from './protocol.js';
import type { Survey } from './survey.js';
import type { Outcome, Row } from './training.js';

/** What the page knows: it outlasts a visit to another room. */

export const file = signal<File | null>(null);
/** Whether the first line holds names, where the visitor has said so. */
export const header = signal<boolean | null>(null);
export const survey = signal<Survey | null>(null);
export const plan = signal<Plan | null>(null);
/** What the worker is at; null: nothing. */
export const stage = signal<'looking' | Stage | null>(null);
/** Of the file, while it is read. */
export const share = signal(0);
export const steps = signal<readonly Progress[]>([]);
export const result = signal<{
  outcome: Outcome;
  model: Blob;
  onnx: Blob | null;
  predictions: Blob;
  plan: Plan;
} | null>(null);
export const problem = signal<string | null>(null);
/** What happened last, for who cannot see it happen. */
export const status = signal('');

/** Of the row in the form. */
export const probabilities = signal<Float64Array | null>(null);
export const testRow = signal<{ row: Row; label: string; place: number } | null>(null);

let worker: Worker | null = null;
/** Of the last work that was asked for: answers to what came before are late. */
let work = 0;
let asked: Plan | null = null;

/** Looks at a file; whatever went on before ends. */
export function open(next: File, names: boolean | null = null): void {
  if (stage.peek() !== null) end();
  batch(() => {
    file.value = next;
    header.value = names;
    survey.value = null;
    plan.value = null;
    forget();
    stage.value = 'looking';
  });
  ask({ kind: 'survey', id: ++work, file: next, name: next.name, header: names });
}

/** Trains on what is chosen. */
export function start(): void {
  const [from, table, chosen] = [file.peek(), survey.peek(), plan.peek()];
  if (!from || !table || !chosen) return;
  batch(() => {
    forget();
    stage.value = 'reading';
  });
  asked = chosen;
  ask({ kind: 'train', id: ++work, file: from, name: from.name, job: jobOf(table, chosen) });
}

/** Ends the fit with the best model so far. */
export function stop(): void {
  worker?.postMessage({ kind: 'stop', id: work } satisfies Request);
}

/** Ends whatever the worker is at, and the worker: it may be in the midst of something long. */
export function cancel(): void {
  const looking = stage.peek() === 'looking';
  end();
  batch(() => {
    forget();
    status.value = 'Cancelled.';
    if (!looking) return;
    file.value = null;
    survey.value = null;
    plan.value = null;
  });
}

/** Asks for a row's probabilities. */
export function predict(row: Row): void {
  ask({ kind: 'predict', id: ++work, row });
}

/** Asks for any row that was held out. */
export function anyTestRow(): void {
  ask({ kind: 'testRow', id: work, at: Math.random() });
}

export function fail(message: string): void {
  batch(() => {
    stage.value = null;
    problem.value = message;
    status.value = message;
  });
}

function forget(): void {
  share.value = 0;
  steps.value = [];
  result.value = null;
  probabilities.value = null;
  testRow.value = null;
  problem.value = null;
  stage.value = null;
}

function end(): void {
  worker?.terminate();
  worker = null;
  work++;
}

function ask(request: Request): void {
  if (worker === null) {
    worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' });
    const own = worker;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (own === worker) hear(data);
    };
    worker.onerror = event => {
      if (own !== worker) return;
      end();
      fail(`The worker has stopped: ${event.message || 'its script could not be loaded'}.`);
    };
  }
  worker.postMessage(request);
}

function hear(answer: Answer): void {
  // A stray answer is one to a row that has changed since, or to work that was given up.
  if (answer.id !== work && answer.kind !== 'testRow') return;
  batch(() => {
    switch (answer.kind) {
      case 'read':
        share.value = answer.share;
        return;
      case 'survey':
        survey.value = answer.survey;
        if (!answer.survey.complete) return;
        plan.value = firstPlan(answer.survey, plan.peek()?.settings);
        stage.value = null;
        status.value = `${answer.survey.rows} rows, ${answer.survey.columns.length} columns.`;
        return;
      case 'stage':
        stage.value = answer.stage;
        return;
      case 'iterations':
        steps.value = [...steps.peek(), ...answer.steps];
        return;
      case 'trained': {
        const { outcome, model, onnx, predictions } = answer;
        result.value = { outcome, model, onnx, predictions, plan: asked as Plan };
        stage.value = null;
        status.value = 'Trained.';
        return;
      }
      case 'predicted':
        probabilities.value = answer.probabilities;
        return;
      case 'testRow':
        testRow.value = answer.found;
        return;
      case 'failed':
        fail(answer.message);
    }
  });
}
