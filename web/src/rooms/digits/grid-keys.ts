import { MOST_INK, SIDE } from './image.js';

/** What a key does in the grid: another pixel, or other ink in this one. */
export interface Move {
  readonly at: number;
  readonly ink: number;
}

/** Ink that + and − add and take. */
const STEP = 4;

/** null for a key that means nothing here. */
export function pressed(key: string, at: number, ink: number): Move | null {
  const row = Math.floor(at / SIDE);
  const column = at % SIDE;
  const to = (r: number, c: number): Move => {
    const within = (value: number) => Math.min(SIDE - 1, Math.max(0, value));
    return { at: within(r) * SIDE + within(c), ink };
  };
  switch (key) {
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowDown':
      return to(row + 1, column);
    case 'Home':
      return to(row, 0);
    case 'End':
      return to(row, SIDE - 1);
    case ' ':
      return { at, ink: toggled(ink) };
    case '+':
      return { at, ink: Math.min(MOST_INK, ink + STEP) };
    case '-':
      return { at, ink: Math.max(0, ink - STEP) };
    default:
      return null;
  }
}

/** All ink where there is little, none where there is much. */
export function toggled(ink: number): number {
  return 2 * ink < MOST_INK ? MOST_INK : 0;
}
