import type { Instantiate } from '../wasm/kernels.js';
import type { Work } from '../work.js';
import { type DenseData, type DensePlan, planDense, spreadOverMemories } from './dense-plan.js';
import { DenseShard } from './dense-shard.js';
import type { PackedRows } from './packed-rows.js';
import { type BlockRange, blockStart } from './row-blocks.js';
import type { Loan } from './stored-rows.js';

/** Dense rows where kernels find them, and how they are evaluated. */
export interface Stored {
  readonly plan: DensePlan;
  readonly shards: readonly DenseShard[];
}

/**
 * Packs rows into as many memories as they need.
 * @param memoryBytes most bytes of rows in one memory
 * @param loan the rows as they are stored, packed less the data's centre, instead of packing them
 * @throws RangeError for a value that is not finite in this precision, naming its row and column
 */
export function* storeRows(
  data: DenseData,
  instantiate: Instantiate,
  memoryBytes: number,
  loan?: Loan,
): Work<Stored> {
  const plan = yield* planDense(data);
  const { X, y, weights } = data;
  const parts: readonly { range: BlockRange; packed?: PackedRows }[] =
    loan?.parts ??
    spreadOverMemories(plan, { first: 0, end: plan.blocks }, memoryBytes).map(range => ({ range }));
  const shards: DenseShard[] = [];
  for (const { range, packed } of parts) {
    const first = blockStart(plan.rows, plan.blocks, range.first);
    const end = blockStart(plan.rows, plan.blocks, range.end);
    const shard = new DenseShard(
      plan,
      range,
      y.subarray(first, end),
      weights?.subarray(first, end) ?? null,
      instantiate,
      packed,
    );
    shards.push(shard);
    yield;
    if (!packed) yield* shard.packed.pack(X, first);
  }
  return { plan, shards };
}
