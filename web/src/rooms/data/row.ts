/** Columns that a form asks for at first. */
export const ASKED = 30;

/** A number as a field holds it: with the digits that matter. */
export function fieldText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Columns to ask for: all of a few, in their order, else the weightiest. */
export function askedFor(order: readonly number[]): number[] {
  return order.length <= ASKED ? [...order].sort((a, b) => a - b) : order.slice(0, ASKED);
}

/**
 * The row that a form's fields hold, the rest as `defaults` has it; or which fields hold no number.
 * @param fields text by column
 */
export function rowOf(
  fields: ReadonlyMap<number, string>,
  defaults: ArrayLike<number>,
): { row: number[]; wrong: readonly number[] } {
  const row = Array.from(defaults);
  const wrong: number[] = [];
  for (const [j, text] of fields) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) row[j] = value;
    else wrong.push(j);
  }
  return { row, wrong };
}
