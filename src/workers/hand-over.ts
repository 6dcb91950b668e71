import { type DenseData, type DensePlan, spreadOverMemories } from '../objectives/dense-plan.js';
import { PackedRows, stripRows } from '../objectives/packed-rows.js';
import { type BlockRange, blockStart, dealBlocks } from '../objectives/row-blocks.js';
import type { RowSample } from '../objectives/row-sample.js';
import type { Compiled } from '../wasm/instance.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Work } from '../work.js';
import type { Peer } from './peer.js';
import type { ShardInput } from './protocol.js';

/** Packed bytes that travel in one message. */
const MESSAGE_BYTES = 4 << 20;

/** What runs the kernels: here to pack rows, and in the workers. */
export interface Engine {
  readonly instantiate: Instantiate;
  readonly compiled: Compiled;
}

/**
 * Deals the rows to the peers, in order, and hands each its own and all of them the sample.
 * @returns one promise per call
 * @throws RangeError for a value that is not finite in the plan's precision
 */
export function* handOver(
  { X, y, weights }: DenseData,
  plan: DensePlan,
  sample: RowSample,
  { compiled, instantiate }: Engine,
  peers: readonly Peer[],
): Work<Promise<unknown>[]> {
  const start = (block: number) => blockStart(plan.rows, plan.blocks, block);
  const sent: Promise<unknown>[] = [];
  const send = (answer: Promise<unknown>) => {
    // Where reading the rows throws, nobody waits for the answers any more.
    answer.catch(() => {});
    sent.push(answer);
  };
  // Each peer's shards, in order: one, or as many as its rows need memories.
  const ranges = dealBlocks({ first: 0, end: plan.blocks }, peers.length).map(range =>
    spreadOverMemories(plan, range),
  );
  for (const [i, peer] of peers.entries()) {
    const shards = (ranges[i] as BlockRange[]).map((range): ShardInput => {
      const [first, end] = [start(range.first), start(range.end)];
      return { range, y: y.slice(first, end), weights: weights?.slice(first, end) ?? null };
    });
    const transfer = shards.flatMap(shard => [
      shard.y.buffer,
      ...(shard.weights ? [shard.weights.buffer] : []),
    ]);
    send(peer.call('open', { compiled, plan, shards }, transfer as ArrayBuffer[]));
    yield;
  }

  const perStrip = stripRows(plan.precision);
  const stripBytes = 32 * plan.cols;
  const chunkRows = Math.min(plan.rows, Math.max(1, Math.floor(MESSAGE_BYTES / stripBytes)) * perStrip);
  const staging = new PackedRows({ ...plan, rows: chunkRows }, instantiate);
  const sampled = shareable(sample.strips * stripBytes);
  const take = (row: number, strips: Uint8Array) =>
    sample.select(row / perStrip, strips, (at, strip) => sampled.set(strip, at * stripBytes));
  for (const [i, peer] of peers.entries()) {
    for (const [shard, range] of (ranges[i] as BlockRange[]).entries()) {
      const [from, end] = [start(range.first), start(range.end)];
      if (peer.pack) {
        take(from, yield* peer.pack(shard, X, from));
        continue;
      }
      for (let row = from; row < end; row += chunkRows) {
        const count = Math.min(chunkRows, end - row);
        yield* staging.pack(X, row, count);
        const strips = staging.stripView(0, Math.ceil(count / perStrip));
        take(row, strips);
        const { buffer } = strips.slice();
        send(peer.call('fill', { shard, first: (row - from) / perStrip, bytes: buffer }, [buffer]));
        yield;
      }
    }
  }
  for (const answer of yield* handOverSample(sample, weights, sampled, peers)) send(answer);
  return sent;
}

/** Hands all peers the packed rows of a sample.  @param weights of all rows */
export function* handOverSample(
  sample: RowSample,
  weights: Float64Array | null,
  packed: Uint8Array,
  peers: readonly Peer[],
): Work<Promise<unknown>[]> {
  const argument = {
    plan: sample.plan,
    weights: weights && sample.weightsOf(weights),
    bytes: packed.buffer,
  };
  const answers: Promise<unknown>[] = [];
  for (const peer of peers) {
    const answer = peer.call('sample', argument);
    // Where another one fails, nobody waits for it.
    answer.catch(() => {});
    answers.push(answer);
    // Without shared memory each was handed a copy.
    yield;
  }
  return answers;
}

/** Memory that all threads see where the page or the process may share any; else its copies are sent. */
export function shareable(bytes: number): Uint8Array {
  const { crossOriginIsolated = true, SharedArrayBuffer: Shared } = globalThis;
  return new Uint8Array(Shared && crossOriginIsolated ? new Shared(bytes) : new ArrayBuffer(bytes));
}
