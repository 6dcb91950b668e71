/** What the page and the worker in which the race is run say to each other. */

export const RACERS = ['all', 'one', 'tiled', 'textbook'] as const;
/** softmax-wasm on all threads and on one; plain JavaScript tiled by hand and as textbooks have it. */
export type RacerId = (typeof RACERS)[number];

export const CONTESTS = ['evaluation', 'fit'] as const;
export type Contest = (typeof CONTESTS)[number];

export interface Start {
  readonly workload: string;
  readonly threads: number;
}

export type Stage = 'data' | 'pack' | 'answers' | 'warm';

/** What a racer said before the clock started, at one point that all were given. */
export interface Answer {
  readonly racer: RacerId;
  readonly loss: number;
  /** Largest distance of an entry of its gradient from the textbook's. */
  readonly gradientError: number;
}

/** Where its fits ended. */
export interface Finish {
  readonly racer: RacerId;
  /** F there, evaluated by the textbook's loops in float64. */
  readonly objective: number;
  readonly gradientNorm: number;
  readonly evaluations: number;
  readonly status: string;
  readonly threads: number;
}

export type Report =
  | { kind: 'stage'; stage: Stage }
  | { kind: 'answers'; answers: readonly Answer[] }
  | { kind: 'running'; contest: Contest; racer: RacerId; round: number; done: number }
  | { kind: 'sample'; contest: Contest; racer: RacerId; ms: number }
  | { kind: 'finishes'; finishes: readonly Finish[] }
  | { kind: 'over' }
  | { kind: 'failure'; message: string };
