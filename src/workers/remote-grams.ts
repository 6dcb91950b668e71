import type { GramWeights } from '../objective.js';
import type { Peer } from './peer.js';

/** A matrix that was asked for. */
interface Asked {
  readonly weights: GramWeights;
  readonly every: number;
  readonly out: Float64Array;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Gram matrices of several classes side by side.  What is asked for in one turn is dealt in runs, a peer works out
 * neighbouring classes from one pass over the logits, and the parameters travel once to each.
 */
export class RemoteGrams {
  readonly #peers: readonly Peer[];
  readonly #ready: () => Promise<unknown>;
  #asked: Asked[] = [];

  constructor(peers: readonly Peer[], ready: () => Promise<unknown>) {
    this.#peers = peers;
    this.#ready = ready;
  }

  gram(weights: GramWeights, every: number, out: Float64Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ weights, every, out, resolve, reject });
      if (this.#asked.length === 1)
        void this.#ready().then(
          () => this.#deal(),
          error => this.#fail(error),
        );
    });
  }

  #deal(): void {
    const asked = this.#asked.splice(0);
    const firstOf = (peer: number) => Math.ceil((peer * asked.length) / this.#peers.length);
    for (const [i, peer] of this.#peers.entries()) {
      let told: Float64Array | null = null;
      for (const { weights, every, out, resolve, reject } of asked.slice(firstOf(i), firstOf(i + 1))) {
        const { kind } = weights;
        if (kind !== 'bound' && weights.w !== told) {
          told = weights.w;
          // A peer that fails here fails the next call too.
          peer.call('at', { w: told }).catch(() => {});
        }
        const answer = peer.call('gram', { kind, k: kind === 'class' ? weights.k : 0, every });
        answer.then(matrix => out.set(matrix)).then(resolve, reject);
      }
    }
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }
}
