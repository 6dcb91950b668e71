import { batch, computed, signal } from '@preact/signals';
import { PIXELS } from './image.js';
import { judge } from './judging.js';
import { normalise } from './normalise.js';
import type { Parts } from './parts.js';
import type { Stroke } from './pen.js';
import { read } from './reading.js';
import type { Choices } from './recording.js';
import { type Trained, train } from './training.js';

/** The room's state: what was loaded, trained and drawn.  It stays while the page does. */
export const parts = signal<Parts | null>(null);
export const trained = signal<Trained | null>(null);
export const failure = signal<Error | null>(null);
export const training = signal(false);
/** Trainings so far: the first one compiles. */
export const trainings = signal(0);

/** What the next training is asked for. */
export const choices = signal<Choices>({ C: 1, precision: 'float32' });

/** The iteration on show, and whether it moves on by itself. */
export const frame = signal(0);
export const playing = signal(false);

export const judgement = computed(() => {
  if (!trained.value || !parts.value) return null;
  return judge(trained.value.model, parts.value.test);
});

/** What the model looks at: drawn on the pad, or else taken or painted pixel by pixel. */
export const strokes = signal<readonly Stroke[]>([]);
const painted = signal<Float64Array>(new Float64Array(PIXELS));
export const pixels = computed(() => (strokes.value.length > 0 ? normalise(strokes.value) : painted.value));
export const blank = computed(() => pixels.value.every(ink => ink === 0));
export const opinion = computed(() => (trained.value ? read(trained.value.model, pixels.value) : null));

/** Shows these pixels instead of what was drawn. */
export function paint(image: Float64Array): void {
  batch(() => {
    strokes.value = [];
    painted.value = image;
  });
}

/** Loads the digits once and trains on them; goes on where an earlier try failed. */
export async function begin(load: () => Promise<Parts>): Promise<void> {
  if (training.value) return;
  if (!parts.value) {
    training.value = true;
    try {
      parts.value = await load();
    } catch (error) {
      fail(error);
      return;
    } finally {
      training.value = false;
    }
  }
  if (!trained.value || failure.value) await trainNow();
}

function fail(error: unknown): void {
  failure.value = error instanceof Error ? error : new Error(String(error));
}

export async function trainNow(): Promise<void> {
  if (!parts.value || training.value) return;
  training.value = true;
  try {
    const result = await train(parts.value, choices.value);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    batch(() => {
      trained.value = result;
      trainings.value++;
      failure.value = null;
      frame.value = still ? result.frames.length - 1 : 0;
      playing.value = !still;
    });
  } catch (error) {
    fail(error);
  } finally {
    training.value = false;
  }
}
