import { mulberry32, shuffle } from '../data/random.js';
import type { Batch } from '../objective.js';
import type { BlockRows, PassMemory } from './passes.js';

/** Spreads epochs over the numbers that seed a generator. */
const GOLDEN = 0x9e3779b1;

/** An epoch's deal. */
interface Deal extends Omit<Batch, 'index'> {
  /** Strip where the ring of all strips is cut. */
  readonly cut: number;
  /** Pieces in the order in which they are taken. */
  readonly order: Uint32Array;
}

/**
 * Mini-batches of the rows of one memory: the mean of their losses.
 *
 * Strips of rows, the packed format's unit of 8 or 4, are a ring that each epoch cuts elsewhere, into pieces that it takes in
 * another order.  A piece lies in one run, so nothing is copied: an epoch that gathers strips dealt one by one takes half as
 * long again.  Batches are random samples where rows are stored in a random order, which is for their owner to do.
 */
export class DenseBatches {
  readonly #memory: PassMemory;
  readonly #rows: BlockRows;
  readonly #other: Float64Array;
  #deal: Deal | null = null;

  /** @param size of the gradient */
  constructor(memory: PassMemory, rows: BlockRows, size: number) {
    this.#memory = memory;
    this.#rows = rows;
    this.#other = new Float64Array(size);
  }

  /** How many an epoch has. */
  count(size: number): number {
    return Math.ceil(this.#memory.packed.strips / this.#stripsOf(size));
  }

  /** The mean over the batch's rows of weight/mean weight · loss, and its gradient. */
  evaluate(w: Float64Array, gradient: Float64Array, batch: Batch): number {
    const { strips, rows, stripRows } = this.#memory.packed;
    const each = this.#stripsOf(batch.size);
    const { cut, order } = this.#dealt(batch, each);
    const from = (order[batch.index] as number) * each;
    const first = (cut + from) % strips;
    const count = Math.min(each, strips - from);
    const end = first + count;
    const missing = end < strips ? 0 : strips * stripRows - rows;
    const present = count * stripRows - missing;
    this.#memory.setParams(w);
    if (end <= strips) return this.#run(first, present, present, gradient);
    const wrapped = (end - strips) * stripRows;
    const value = this.#run(first, present - wrapped, present, gradient);
    const more = this.#run(0, wrapped, present, this.#other);
    for (let i = 0; i < gradient.length; i++)
      gradient[i] = (gradient[i] as number) + (this.#other[i] as number);
    return value + more;
  }

  /** The part that `rows` rows from a strip on have in the mean over `of` rows. */
  #run(strip: number, rows: number, of: number, gradient: Float64Array): number {
    const { plan, packed, kernelCentre, params, scratch } = this.#memory;
    const { cols, stripBytes, stripRows, instance } = packed;
    const { x, labels, weights } = this.#rows;
    const value = instance.kernels.evaluate(
      x + strip * stripBytes,
      kernelCentre,
      labels + 2 * strip * stripRows,
      weights && weights + 32 * strip,
      rows,
      cols,
      plan.nClasses,
      params,
      this.#memory.gradient,
      // plan.scale is 1/(all rows · their mean weight).
      (plan.scale * plan.rows) / of,
      Math.min(Math.ceil(rows / stripRows), plan.panelStrips),
      scratch,
    );
    this.#memory.readGradient(gradient);
    return value;
  }

  #stripsOf(size: number): number {
    const { stripRows, strips } = this.#memory.packed;
    return Math.min(strips, Math.max(1, Math.ceil(size / stripRows)));
  }

  #dealt({ size, seed, epoch }: Batch, each: number): Deal {
    const deal = this.#deal;
    if (deal?.size === size && deal.seed === seed && deal.epoch === epoch) return deal;
    const { strips } = this.#memory.packed;
    const random = mulberry32(seed ^ Math.imul(epoch + 1, GOLDEN));
    const cut = Math.floor(random() * strips);
    const order = Uint32Array.from({ length: Math.ceil(strips / each) }, (_, i) => i);
    shuffle(order, random);
    this.#deal = { size, seed, epoch, cut, order };
    return this.#deal;
  }
}
