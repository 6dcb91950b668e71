/** What the room holds.  It outlives a visit: who comes back finds the points as they were. */
import { computed, signal } from '@preact/signals';
import { DEFAULTS, type MethodId, type Settings } from './methods.js';
import { MOST_LETTERS, type Points, present } from './points.js';
import { PRESETS, type Preset } from './presets.js';
import { type Features, type Training, train } from './training.js';

const [first] = PRESETS as readonly [Preset];
const MOST_UNDONE = 100;

export type View = 'plane' | 'line' | 'sigmoid';
export type Tool = 'place' | 'drag' | 'erase';

export const points = signal<Points>(first.points());
/** The preset that the points are or were; null when they were cleared. */
export const preset = signal<Preset | null>(first);
/** Classes on the palette. */
export const classes = signal(first.classes);
/** The class that is placed. */
export const brush = signal(0);
export const tool = signal<Tool>('place');
export const settings = signal<Settings>(DEFAULTS);
export const wished = signal<View>('plane');
/** Whose model the board shows. */
export const shown = signal<MethodId>('lbfgs');
export const wholeLines = signal(false);
/** Of the keyboard, and where the pointer is or was last. */
export const cursor = signal<{ readonly x: number; readonly y: number }>({ x: 0, y: 0 });

/** Two classes have a sigmoid; with another number the plane is shown instead. */
export const view = computed<View>(() =>
  wished.value === 'sigmoid' && present(points.value).length !== 2 ? 'plane' : wished.value,
);
export const features = computed<Features>(() => (view.value === 'line' ? 'line' : 'plane'));

/** Fits are of milliseconds: every change trains anew. */
export const training = computed<Training | null>(() => train(points.value, features.value, settings.value));

/** The step that was asked for; Infinity: the end of every run, however long the next ones are. */
export const asked = signal(Number.POSITIVE_INFINITY);
export const step = computed(() => Math.min(asked.value, training.value?.length ?? 0));

export function goTo(next: number): void {
  const length = training.peek()?.length ?? 0;
  asked.value = next >= length ? Number.POSITIVE_INFINITY : Math.max(0, Math.round(next));
}

interface Kept {
  readonly points: Points;
  readonly classes: number;
  readonly preset: Preset | null;
}

const undone = signal<readonly Kept[]>([]);
export const canUndo = computed(() => undone.value.length > 0);

/** Before points change: a whole drag is one change. */
export function remember(): void {
  const kept = { points: points.peek(), classes: classes.peek(), preset: preset.peek() };
  undone.value = [...undone.peek().slice(1 - MOST_UNDONE), kept];
}

export function undo(): void {
  const kept = undone.peek();
  const last = kept[kept.length - 1];
  if (!last) return;
  undone.value = kept.slice(0, -1);
  points.value = last.points;
  preset.value = last.preset;
  setPalette(last.classes);
}

export function change(next: Points): void {
  remember();
  points.value = next;
}

export function take(next: Preset): void {
  change(next.points());
  preset.value = next;
  setPalette(next.classes);
}

export function clear(): void {
  change([]);
  preset.value = null;
}

/** Points of classes that go, go with them. */
export function setClasses(count: number): void {
  if (points.peek().some(({ k }) => k >= count)) change(points.peek().filter(({ k }) => k < count));
  setPalette(count);
}

function setPalette(count: number): void {
  classes.value = Math.min(MOST_LETTERS, count);
  if (brush.peek() >= count) brush.value = count - 1;
}

export function tune(next: Partial<Settings>): void {
  settings.value = { ...settings.peek(), ...next };
}
