import type { RowSource } from '../data/row-source.js';
import type { GramWeights } from '../objective.js';
import { parameterCount } from '../objectives/dense-plan.js';
import { DenseShard } from '../objectives/dense-shard.js';
import { blockStart } from '../objectives/row-blocks.js';
import { RowSample } from '../objectives/row-sample.js';
import { type Subtree, TreeSum } from '../objectives/tree-sum.js';
import { instanceOf } from '../wasm/instance.js';
import type { Instantiate, Kernels } from '../wasm/kernels.js';
import { finish, isWork, type Work } from '../work.js';
import type { CallName, Calls, Request, Response, SamplePart } from './protocol.js';

type Handlers = {
  [N in CallName]: (argument: Calls[N]['argument']) => Calls[N]['answer'] | Work<Calls[N]['answer']>;
};

/** What a thread holds, and its answers to each call, work in pieces where they take long. */
export class Host implements Handlers {
  #shards: DenseShard[] = [];
  #sample: DenseShard | null = null;
  #instantiate: Instantiate | null = null;
  readonly #sum = new TreeSum();
  #point: Float64Array = new Float64Array();

  open({ compiled, plan, shards }: Calls['open']['argument']): undefined {
    const instantiate: Instantiate = precision => instanceOf<Kernels>(compiled, precision);
    this.#instantiate = instantiate;
    this.#shards = shards.map(
      ({ range, y, weights }) => new DenseShard(plan, range, y, weights, instantiate),
    );
  }

  fill({ shard, first, bytes }: Calls['fill']['argument']): undefined {
    opened(this.#shards[shard]).packed.fill(first, new Uint8Array(bytes));
  }

  /** What `fill` does, from rows that are at hand. */
  *pack(shard: number, X: RowSource, from: number): Work<Uint8Array> {
    const { packed } = opened(this.#shards[shard]);
    yield* packed.pack(X, from);
    return packed.stripView(0, packed.strips);
  }

  sample({ plan, weights, bytes }: Calls['sample']['argument']): undefined {
    // Gram matrices ask for no labels.
    const labels = new Uint16Array(plan.rows);
    const instantiate = opened(this.#instantiate);
    this.#sample = new DenseShard(plan, { first: 0, end: 1 }, labels, weights, instantiate);
    this.#sample.packed.fill(0, new Uint8Array(bytes));
  }

  *sum({ pass }: Calls['sum']['argument']): Work<readonly Subtree[]> {
    this.#sum.clear();
    for (const shard of this.#shards) yield* shard.add(pass, this.#sum);
    return this.#sum.subtrees;
  }

  at({ w }: Calls['at']['argument']): undefined {
    this.#point = w;
  }

  *gram({ kind, k, every }: Calls['gram']['argument']): Work<Float64Array> {
    const { grams, plan } = opened(this.#sample);
    const out = new Float64Array((parameterCount(plan) / plan.nClasses) ** 2);
    const w = this.#point;
    const weights: GramWeights =
      kind === 'bound' ? { kind } : kind === 'shared' ? { kind, w } : { kind, w, k };
    yield* grams.gram(weights, every, out);
    return out;
  }

  *refine({ plan, every }: Calls['refine']['argument']): Work<SamplePart[]> {
    const refined: DenseShard[] = [];
    for (const shard of this.#shards) refined.push(yield* shard.refined(plan));
    this.#shards = refined;
    this.#sample = null;
    const sample = new RowSample({ ...plan, sampleEvery: every }, null);
    return this.#shards.map(({ packed, range }) => {
      const first = blockStart(plan.rows, plan.blocks, range.first) / packed.stripRows;
      const at = Math.ceil(first / every);
      const end = Math.ceil((first + packed.strips) / every);
      const bytes = new Uint8Array((end - at) * packed.stripBytes);
      sample.select(first, packed.stripView(0, packed.strips), (index, strip) =>
        bytes.set(strip, (index - at) * packed.stripBytes),
      );
      return { at, bytes: bytes.buffer };
    });
  }
}

function opened<T>(part: T | null | undefined): T {
  if (!part) throw new Error('a worker was asked before it was opened');
  return part;
}

/** What answers requests by `post`, one after the other. */
export function serve(
  post: (response: Response, transfer: ArrayBuffer[]) => void,
): (request: Request) => void {
  const host = new Host();
  return ({ id, name, argument }) => {
    try {
      const asked = (host[name] as (argument: unknown) => unknown)(argument);
      const answer = isWork(asked) ? finish(asked) : asked;
      post({ id, answer }, name === 'gram' ? [(answer as Float64Array<ArrayBuffer>).buffer] : []);
    } catch (error) {
      const { name: kind, message } = error as Error;
      post({ id, error: { name: kind, message } }, []);
    }
  };
}
