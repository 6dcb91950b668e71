import type { RowSource } from '../data/row-source.js';
import { inTurns, isWork, type Work } from '../work.js';
import { Host } from './host.js';
import { DISPOSED, type Peer } from './peer.js';
import type { CallName, Calls } from './protocol.js';

/** This thread as one of those that hold shards: nothing is copied, and it works instead of waiting. */
export class Local implements Peer {
  #host: Host | null = new Host();
  /** Why it has no room for its rows. */
  #failure: unknown = null;
  /** Resolves when the Gram matrix that was asked for last is there. */
  #last: Promise<unknown> = Promise.resolve();

  async call<N extends CallName>(name: N, argument: Calls[N]['argument']): Promise<Calls[N]['answer']> {
    if (name !== 'at' && name !== 'gram') return this.#answer(name, argument);
    // Gram matrices come many at a time: between two of them messages come in.
    const answer = this.#last.then(nextTurn).then(() => this.#answer(name, argument));
    this.#last = answer.catch(() => {});
    return answer;
  }

  pack(shard: number, X: RowSource, from: number): Work<Uint8Array> {
    if (this.#failure) throw this.#failure;
    return this.#alive.pack(shard, X, from);
  }

  async end(): Promise<void> {
    this.#host = null;
  }

  async #answer<N extends CallName>(name: N, argument: Calls[N]['argument']): Promise<Calls[N]['answer']> {
    type Answer = Calls[N]['answer'];
    try {
      const asked = (this.#alive[name] as (argument: Calls[N]['argument']) => Answer | Work<Answer>)(
        argument,
      );
      return isWork(asked) ? await inTurns(asked) : asked;
    } catch (error) {
      if (name === 'open') this.#failure = error;
      throw error;
    }
  }

  get #alive(): Host {
    if (!this.#host) throw new Error(DISPOSED);
    return this.#host;
  }
}

/** Node's own, which lets messages in. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
