import type { GramWeights } from '../objective.js';
import type { DensePlan } from '../objectives/dense-plan.js';
import type { Pass } from '../objectives/passes.js';
import type { BlockRange } from '../objectives/row-blocks.js';
import type { Subtree } from '../objectives/tree-sum.js';
import type { Compiled } from '../wasm/instance.js';

/** Labels and weights of a run of rows; its packed rows follow by `fill`. */
export interface ShardInput {
  readonly range: BlockRange;
  readonly y: Uint16Array;
  readonly weights: Float64Array | null;
}

/** What a worker can be asked: name → argument and answer. */
export interface Calls {
  /** Room for these shards. */
  open: {
    argument: {
      readonly compiled: Compiled;
      readonly plan: DensePlan;
      readonly shards: readonly ShardInput[];
    };
    answer: undefined;
  };
  /** Strips from `first` on of the shard of this number. */
  fill: {
    argument: { readonly shard: number; readonly first: number; readonly bytes: ArrayBuffer };
    answer: undefined;
  };
  /** A sample of all rows that Gram matrices are summed over: its packed rows and their weights. */
  sample: {
    argument: {
      readonly plan: DensePlan;
      readonly weights: Float64Array | null;
      readonly bytes: ArrayBufferLike;
    };
    answer: undefined;
  };
  /** The sums of a pass over this worker's blocks. */
  sum: { argument: { readonly pass: Pass }; answer: readonly Subtree[] };
  /** The parameters that later Gram matrices are at. */
  at: { argument: { readonly w: Float64Array }; answer: undefined };
  /** A Gram matrix over every so many strips of the sample; `k` where it is of a class. */
  gram: {
    argument: { readonly kind: GramWeights['kind']; readonly k: number; readonly every: number };
    answer: Float64Array;
  };
  /**
   * From here on the rows that are stored, in another precision.  Answers with every `every`-th strip of them, by shard:
   * this worker's part of a new sample.
   */
  refine: { argument: { readonly plan: DensePlan; readonly every: number }; answer: readonly SamplePart[] };
}

/** A run of a sample's strips, the first of which is strip `at` of the sample. */
export interface SamplePart {
  readonly at: number;
  readonly bytes: ArrayBuffer;
}

export type CallName = keyof Calls;

export interface Request<N extends CallName = CallName> {
  readonly id: number;
  readonly name: N;
  readonly argument: Calls[N]['argument'];
}

/** `error` instead of `answer` where the call has failed. */
export interface Response {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}
