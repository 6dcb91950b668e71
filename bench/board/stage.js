/** Peers' processes that go through the same things in turn; a peer that fails is out, and its result says why. */
import { setTimeout } from 'node:timers/promises';
import { summarize } from '../stats.js';
import { PeerProcess } from './peer-process.js';

/** @typedef {import('./peers.js').PeerEntry} PeerEntry */
/** @typedef {import('./contest.js').PeerResult} PeerResult */
/** @typedef {{ versions: Record<string, string>, variants: string[], step: string, traces: boolean, noObjective: string | null }} About */

/** After a call, threads of native libraries look for more work for up to about 30 ms: not on the next peer's clock. */
const SETTLE_MS = 50;

/** @param {unknown} error */
const message = error => (error instanceof Error ? error.message : String(error));

export class Stage {
  #results;
  #folder;
  /** @type {Map<PeerEntry, { process: PeerProcess, about: About }>} */
  #live = new Map();

  /** @param {Record<string, PeerResult>} results by peer's id @param {string} folder of the data */
  constructor(results, folder) {
    this.#results = results;
    this.#folder = folder;
  }

  /** All at once; they go on in the order given. @param {readonly PeerEntry[]} entries */
  async start(entries) {
    const started = await Promise.all(entries.map(entry => this.#startOne(entry)));
    entries.forEach((entry, i) => {
      if (started[i]) this.#live.set(entry, started[i]);
    });
  }

  /** @param {PeerEntry} entry */
  async #startOne(entry) {
    const result = this.#results[entry.id];
    try {
      const process = new PeerProcess(entry, this.#folder);
      try {
        const about = /** @type {About} */ (await process.ask('hello'));
        result.versions = about.versions;
        result.step = about.step;
        if (about.noObjective) result.noObjective = about.noObjective;
        return { process, about };
      } catch (error) {
        await process.close();
        throw error;
      }
    } catch (error) {
      result.failed = message(error);
      return null;
    }
  }

  /** @param {(entry: PeerEntry, process: PeerProcess, about: About) => Promise<unknown>} act */
  async each(act) {
    for (const [entry, { process, about }] of [...this.#live]) {
      try {
        await act(entry, process, about);
      } catch (error) {
        this.#results[entry.id].failed = message(error);
        this.#live.delete(entry);
        await process.close();
      }
    }
  }

  /**
   * Summaries of a timed operation, its samples taken in rounds through all peers.
   * @param {'evaluate' | 'predict'} op
   * @param {'evaluation' | 'prediction'} field
   * @param {number} rounds
   */
  async timeInRounds(op, field, rounds) {
    /** @type {Record<string, number[]>} */
    const samples = {};
    for (let round = 0; round < rounds; round++) {
      await this.each(async ({ id }, process, { noObjective }) => {
        if (noObjective && op === 'evaluate') return;
        await setTimeout(SETTLE_MS);
        const plan = { warmUpMs: round === 0 ? 100 : 10, batchMs: 20, samples: 5 };
        samples[id] = [...(samples[id] ?? []), ...(await process.ask(op, plan))];
        this.#results[id][field] = summarize(samples[id]);
      });
    }
  }

  async end() {
    for (const { process } of this.#live.values()) await process.close();
    this.#live.clear();
  }
}
