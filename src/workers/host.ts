import { parameterCount } from '../objectives/dense-plan.js';
import { DenseShard } from '../objectives/dense-shard.js';
import { TreeSum } from '../objectives/tree-sum.js';
import { instanceOf } from '../wasm/instance.js';
import type { Instantiate, Kernels } from '../wasm/kernels.js';
import type { CallName, Calls, Request, Response } from './protocol.js';

type Handlers = { [N in CallName]: (argument: Calls[N]['argument']) => Calls[N]['answer'] };

/** What a worker holds, and its answers to each call. */
class Host implements Handlers {
  #shards: DenseShard[] = [];
  #sample: DenseShard | null = null;
  readonly #sum = new TreeSum();

  open({ compiled, plan, shards, samplePlan, sampleWeights }: Calls['open']['argument']): undefined {
    const instantiate: Instantiate = precision => instanceOf<Kernels>(compiled, precision);
    this.#shards = shards.map(
      ({ range, y, weights }) => new DenseShard(plan, range, y, weights, instantiate),
    );
    // Gram matrices ask for no labels.
    const labels = new Uint16Array(samplePlan.rows);
    this.#sample = new DenseShard(samplePlan, { first: 0, end: 1 }, labels, sampleWeights, instantiate);
  }

  fill({ shard, first, bytes }: Calls['fill']['argument']): undefined {
    this.#shard(shard).packed.fill(first, new Uint8Array(bytes));
  }

  sum({ pass }: Calls['sum']['argument']) {
    this.#sum.clear();
    for (const shard of this.#shards) shard.add(pass, this.#sum);
    return this.#sum.subtrees;
  }

  gram({ weights, every }: Calls['gram']['argument']): Float64Array {
    const { grams, plan } = this.#shard(null);
    const out = new Float64Array((parameterCount(plan) / plan.nClasses) ** 2);
    grams.gram(weights, every, out);
    return out;
  }

  refine({ plan, samplePlan }: Calls['refine']['argument']): undefined {
    this.#shards = this.#shards.map(shard => shard.refined(plan));
    this.#sample = this.#shard(null).refined(samplePlan);
  }

  #shard(index: number | null): DenseShard {
    const shard = index === null ? this.#sample : this.#shards[index];
    if (!shard) throw new Error('a worker was asked before it was opened');
    return shard;
  }
}

/** Answers requests that come in through `listen` by `post`, one after the other. */
export function serve(
  listen: (receive: (request: Request) => void) => void,
  post: (response: Response, transfer: ArrayBuffer[]) => void,
): void {
  const host = new Host();
  listen(({ id, name, argument }) => {
    try {
      const answer = (host[name] as (argument: unknown) => unknown)(argument);
      post({ id, answer }, name === 'gram' ? [(answer as Float64Array<ArrayBuffer>).buffer] : []);
    } catch (error) {
      const { name: kind, message } = error as Error;
      post({ id, error: { name: kind, message } }, []);
    }
  });
}
