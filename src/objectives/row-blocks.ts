/**
 * Rows are evaluated in blocks, the same for every number of threads: a shard is a run of whole blocks, and sums over
 * blocks are added in a fixed order (see tree-sum.ts).
 */

/** Rows of a block at the least: moving the gradient's partial sums into float64 costs as much as some 20 rows. */
const LEAST_ROWS = 2048;

/** From so many rows on there are two blocks in any case. */
const ROWS_OF_TWO = 512;

/** More blocks than this would keep no more threads busy on machines people have. */
const MOST_BLOCKS = 16;

/** Blocks begin at multiples of this, whole strips in either precision. */
const ALIGNMENT = 8;

/** How many blocks so many rows make: a power of 2. */
export function blockCount(rows: number): number {
  let blocks = rows < ROWS_OF_TWO ? 1 : 2;
  while (2 * blocks <= MOST_BLOCKS && 2 * blocks * LEAST_ROWS <= rows) blocks *= 2;
  return blocks;
}

/** First row of block `index` of `blocks`; for index = blocks the number of rows. */
export function blockStart(rows: number, blocks: number, index: number): number {
  if (index === blocks) return rows;
  return Math.floor((Math.floor(rows / ALIGNMENT) * index) / blocks) * ALIGNMENT;
}

/** A run of blocks. */
export interface BlockRange {
  readonly first: number;
  /** Not in it. */
  readonly end: number;
}

/** Deals a run of blocks to so many parts, or to as many as there are blocks, as evenly as whole blocks allow. */
export function dealBlocks({ first, end }: BlockRange, parts: number): BlockRange[] {
  const blocks = end - first;
  const count = Math.min(parts, blocks);
  return Array.from({ length: count }, (_, i) => ({
    first: first + Math.floor((i * blocks) / count),
    end: first + Math.floor(((i + 1) * blocks) / count),
  }));
}
