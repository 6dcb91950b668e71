import type { RowSource } from '../data/matrix-like.js';
import { Host } from './host.js';
import { DISPOSED, type Peer } from './peer.js';
import type { CallName, Calls } from './protocol.js';

/** This thread as one of those that hold shards: nothing is copied, and it works instead of waiting. */
export class Local implements Peer {
  #host: Host | null = new Host();

  async call<N extends CallName>(name: N, argument: Calls[N]['argument']): Promise<Calls[N]['answer']> {
    // Gram matrices come many at a time: between two of them, others' answers are taken.
    if (name === 'gram') await new Promise(resolve => setTimeout(resolve));
    return (this.#alive[name] as (argument: Calls[N]['argument']) => Calls[N]['answer'])(argument);
  }

  pack(shard: number, X: RowSource, from: number): Uint8Array {
    return this.#alive.pack(shard, X, from);
  }

  async end(): Promise<void> {
    this.#host = null;
  }

  get #alive(): Host {
    if (!this.#host) throw new Error(DISPOSED);
    return this.#host;
  }
}
