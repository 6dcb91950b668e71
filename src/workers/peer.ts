import type { RowSource } from '../data/row-source.js';
import type { Work } from '../work.js';
import type { CallName, Calls } from './protocol.js';

/** Who holds shards and answers calls, one after the other: a worker, or this thread. */
export interface Peer {
  /** @param transfer buffers to hand over instead of copying them */
  call<N extends CallName>(
    name: N,
    argument: Calls[N]['argument'],
    transfer?: ArrayBuffer[],
  ): Promise<Calls[N]['answer']>;
  /**
   * Where rows need not travel: packs those of a shard, from row `from` of X on, and returns the packed strips, a view.
   * @throws RangeError for a value that is not finite
   */
  pack?(shard: number, X: RowSource, from: number): Work<Uint8Array>;
  /** Looks out for answers for so long, or until none is missing, instead of sleeping.  Where that is possible. */
  lookOut?(ms: number): void;
  /** Calls without an answer, and later ones, are rejected. */
  end(): Promise<void>;
}

export const DISPOSED = 'this objective has been disposed of';
