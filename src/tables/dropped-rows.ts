import type { ColumnValues, TableChunk } from '../readers/table.js';

/** Rows of a chunk that are left out. What they hold in other columns is not looked at. */
export interface DroppedRows {
  /** 1 for each of them. */
  readonly mask: Uint8Array;
  readonly count: number;
}

/** The rows in which one of the columns `indices` misses a value; null where there are none. */
export function droppedRows({ rows, columns }: TableChunk, indices: readonly number[]): DroppedRows | null {
  let mask: Uint8Array | null = null;
  let count = 0;
  for (const j of indices) {
    const values = columns[j] as ColumnValues;
    for (let i = 0; i < rows; i++) {
      const value = values[i];
      if (value !== null && !Number.isNaN(value)) continue;
      mask ??= new Uint8Array(rows);
      if (mask[i] === 0) count++;
      mask[i] = 1;
    }
  }
  return mask && { mask, count };
}
