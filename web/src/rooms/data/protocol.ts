import type { Progress } from 'softmax-wasm';
import type { Job } from './plan.js';
import type { Survey } from './survey.js';
import type { Outcome, Row } from './training.js';

/** What the page asks of the worker; `id` names the work that the answers belong to. */
export type Request =
  | {
      readonly kind: 'survey';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly header: boolean | null;
    }
  | {
      readonly kind: 'train';
      readonly id: number;
      readonly file: Blob;
      readonly name: string;
      readonly job: Job;
    }
  /** Ends the fit that runs; its model is the best so far. */
  | { readonly kind: 'stop'; readonly id: number }
  | { readonly kind: 'predict'; readonly id: number; readonly row: Row }
  | { readonly kind: 'testRow'; readonly id: number; readonly at: number };

export type Stage = 'reading' | 'fitting' | 'measuring';

/** What the worker says. */
export type Answer =
  /** Share of the file that has been read. */
  | { readonly kind: 'read'; readonly id: number; readonly share: number }
  | { readonly kind: 'survey'; readonly id: number; readonly survey: Survey }
  | { readonly kind: 'stage'; readonly id: number; readonly stage: Stage }
  /** All iterations since the last of these. */
  | { readonly kind: 'iterations'; readonly id: number; readonly steps: readonly Progress[] }
  | {
      readonly kind: 'trained';
      readonly id: number;
      readonly outcome: Outcome;
      readonly model: Blob;
      /** None where rows are texts. */
      readonly onnx: Blob | null;
      readonly predictions: Blob;
    }
  | { readonly kind: 'predicted'; readonly id: number; readonly probabilities: Float64Array }
  | {
      readonly kind: 'testRow';
      readonly id: number;
      readonly found: { readonly row: Row; readonly label: string; readonly place: number } | null;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
