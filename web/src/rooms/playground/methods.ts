import type { Options } from 'softmax-wasm';

/** What the controls say. */
export interface Settings {
  readonly C: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly maxIter: number;
  readonly tol: number;
  /** Of gradient descent; 0: it does not stop by it. */
  readonly lossTol: number;
}

export const DEFAULTS: Settings = {
  C: 1,
  learningRate: 0.5,
  batchSize: 16,
  maxIter: 200,
  tol: 1e-4,
  lossTol: 0,
};

export type MethodId = 'descent' | 'batches' | 'lbfgs';

export interface Method {
  readonly id: MethodId;
  readonly name: string;
  /** In one line. */
  readonly what: string;
  /** What an iteration is called, one and many. */
  readonly step: readonly [string, string];
  /** Dashes of its line on charts, so that colour is not the only sign. */
  readonly dashes: string;
  readonly color: string;
  options(settings: Settings): Options;
}

export const METHODS: readonly [Method, Method, Method] = [
  {
    id: 'descent',
    name: 'Gradient descent',
    what: 'All points, one step down the slope.',
    step: ['iteration', 'iterations'],
    dashes: '7 4',
    color: 'var(--class-2)',
    options: ({ learningRate, lossTol }) => ({ solver: 'gradient-descent', learningRate, lossTol }),
  },
  {
    id: 'batches',
    name: 'Mini-batch',
    what: 'A step for every few points, dealt anew each epoch.',
    step: ['epoch', 'epochs'],
    dashes: '2 3',
    color: 'var(--class-3)',
    // Without momentum it differs from gradient descent by its batches alone.
    options: ({ learningRate, batchSize }) => ({
      solver: 'sgd',
      learningRate,
      batchSize,
      momentum: 0,
      seed: 1,
    }),
  },
  {
    id: 'lbfgs',
    name: 'Preconditioned L-BFGS',
    what: 'Curvature sets the step: no rate to choose.',
    step: ['iteration', 'iterations'],
    dashes: '',
    color: 'var(--accent)',
    options: () => ({ solver: 'lbfgs' }),
  },
];
