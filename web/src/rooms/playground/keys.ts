/** What keys do on the board: the cursor, and what is done at it. */
import { within } from './points.js';

export type Command =
  | { readonly type: 'go'; readonly x: number; readonly y: number }
  | { readonly type: 'place' | 'erase' | 'pick' | 'drop' | 'undo' }
  | { readonly type: 'class'; readonly by: number };

const STEP = 0.1;
const LEAP = 0.5;

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const COMMANDS: Record<string, Command> = {
  Enter: { type: 'place' },
  ' ': { type: 'place' },
  Delete: { type: 'erase' },
  Backspace: { type: 'erase' },
  m: { type: 'pick' },
  Escape: { type: 'drop' },
  '[': { type: 'class', by: -1 },
  ']': { type: 'class', by: 1 },
  z: { type: 'undo' },
};

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Null for a key that is not the board's. */
export function commandOf(event: Key, cursor: { readonly x: number; readonly y: number }): Command | null {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (altKey || ((ctrlKey || metaKey) && key !== 'z')) return null;
  const arrow = ARROWS[key];
  if (!arrow) return COMMANDS[key] ?? null;
  const by = shiftKey ? LEAP : STEP;
  return { type: 'go', x: within(cursor.x + by * arrow[0]), y: within(cursor.y + by * arrow[1]) };
}
