/** The sum over an aligned run of 2^level blocks of rows: blocks index·2^level … (index + 1)·2^level − 1. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly sum: Float64Array;
}

/**
 * Adds vectors of blocks of rows in the order of a fixed binary tree, whoever computed them: floating-point sums depend
 * on their order, and this one depends on the blocks alone, not on how they are dealt to memories or threads.
 */
export class TreeSum {
  readonly #stack: Subtree[] = [];
  readonly #spare: Float64Array[] = [];

  /** Takes the next block's vector, or the next subtree's; blocks come from left to right.  Copies `values`. */
  push(level: number, index: number, values: Float64Array): void {
    let sum = this.#copy(values);
    for (;;) {
      const left = this.#stack[this.#stack.length - 1];
      if (!left || left.level !== level || index % 2 === 0) break;
      this.#stack.pop();
      // Left plus right in the left one's array; floating-point addition commutes.
      for (let i = 0; i < sum.length; i++) left.sum[i] = (left.sum[i] as number) + (sum[i] as number);
      this.#spare.push(sum);
      sum = left.sum;
      level++;
      index >>= 1;
    }
    this.#stack.push({ level, index, sum });
  }

  /** What has been summed so far, from left to right; one subtree where all blocks have come. */
  get subtrees(): readonly Subtree[] {
    return this.#stack;
  }

  /** Begins anew; arrays handed out before are written over. */
  clear(): void {
    for (const { sum } of this.#stack.splice(0)) this.#spare.push(sum);
  }

  #copy(values: Float64Array): Float64Array {
    const spare = this.#spare.pop();
    if (spare?.length !== values.length) return values.slice();
    spare.set(values);
    return spare;
  }
}

/** The sum over all blocks, valid until the next `clear`. */
export function rootOf(sum: TreeSum): Float64Array {
  return (sum.subtrees[0] as Subtree).sum;
}
