import type { ComponentType } from 'preact';

/** A room of the page: a hash, a name, and the code that is loaded when someone enters. */
export interface Room {
  readonly id: string;
  readonly name: string;
  /** What one does there, in one line. */
  readonly purpose: string;
  load(): Promise<{ default: ComponentType }>;
}

export const ROOMS: readonly Room[] = [
  {
    id: 'softmax',
    name: 'Softmax itself',
    purpose: 'Scores in, probabilities out: every number of it, under your fingers.',
    load: () => import('./softmax/index.js'),
  },
  {
    id: 'playground',
    name: 'Playground',
    purpose: 'Points in the plane, regions of probability, and solvers racing down the same loss.',
    load: () => import('./playground/index.js'),
  },
  {
    id: 'digits',
    name: 'Digits',
    purpose: 'A model learns handwriting in front of you, then reads yours.',
    load: () => import('./digits/index.js'),
  },
  {
    id: 'data',
    name: 'Your data',
    purpose: 'Drop a CSV, train, judge, predict, take the model with you. The file stays on your machine.',
    load: () => import('./data/index.js'),
  },
  {
    id: 'race',
    name: 'The race',
    purpose: 'Plain JavaScript against SIMD WebAssembly, on the machine in front of you.',
    load: () => import('./race/index.js'),
  },
];
