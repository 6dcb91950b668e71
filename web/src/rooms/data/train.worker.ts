/** Reads, trains, measures and predicts beside the page, which holds none of the rows. */
import type { Progress } from 'softmax-wasm';
import { ReadError } from 'softmax-wasm/csv';
import type { Answer, Request } from './protocol.js';
import { counted, throttled } from './source.js';
import { surveyTable } from './survey.js';
import { type Trained, train } from './training.js';

/** Between two messages of one kind. */
const PACE_MS = 120;

let trained: Trained | null = null;
let stopping = new AbortController();

self.onmessage = ({ data }: MessageEvent<Request>) => {
  const work = { survey, train: fit, stop, predict, testRow }[data.kind] as (request: Request) => unknown;
  Promise.resolve(data)
    .then(work)
    .catch((error: unknown) => {
      answer({
        kind: 'failed',
        id: data.id,
        message: inWords(error),
      });
    });
};

/** Where a file is wrong, as people say it: the library's messages begin with "name:line:", as editors take them. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof ReadError) || error.line === null) return error.message;
  return error.message.replace(`:${error.line}: `, `, line ${error.line}: `);
}

function answer(message: Answer): void {
  self.postMessage(message);
}

type Of<K extends Request['kind']> = Extract<Request, { kind: K }>;

async function survey({ id, file, name, header }: Of<'survey'>): Promise<void> {
  const onShare = throttled(PACE_MS, (share: number) => answer({ kind: 'read', id, share }));
  const done = await surveyTable(
    () => counted(file, onShare),
    { name, header },
    first => answer({ kind: 'survey', id, survey: first }),
  );
  answer({ kind: 'survey', id, survey: done });
}

async function fit({ id, file, name, job }: Of<'train'>): Promise<void> {
  trained = null;
  stopping = new AbortController();
  const onShare = throttled(PACE_MS, (share: number) => answer({ kind: 'read', id, share }));
  let steps: Progress[] = [];
  const send = () => {
    if (steps.length > 0) answer({ kind: 'iterations', id, steps });
    steps = [];
  };
  const sendSome = throttled(PACE_MS, send);
  trained = await train(counted(file, onShare), name, job, {
    onStage(stage) {
      send();
      answer({ kind: 'stage', id, stage });
    },
    onIteration(progress) {
      steps.push(progress);
      sendSome(undefined);
    },
    signal: stopping.signal,
  });
  answer({
    kind: 'trained',
    id,
    outcome: trained.outcome,
    model: trained.modelJson(),
    onnx: trained.modelOnnx(),
    predictions: trained.predictionsCsv(),
  });
}

function stop(): void {
  stopping.abort();
}

function predict({ id, row }: Of<'predict'>): void {
  if (trained) answer({ kind: 'predicted', id, probabilities: trained.predict(row) });
}

function testRow({ id, at }: Of<'testRow'>): void {
  if (trained) answer({ kind: 'testRow', id, found: trained.testRow(at) });
}
