import { computed, signal } from '@preact/signals';
import { type Format, gradient, loss, type Scores, steps } from './steps.js';
import { type Moving, SCORE_RANGE } from './sweep.js';

export const MOST = 8;
export const FEWEST = 2;
const START = [2, 1, 0.5];

export const logits = signal<readonly number[]>(START);
export const temperature = signal(1);
export const truth = signal(0);
export const offset = signal(0);
export const format = signal<Format>('float64');
/** Whether the room computes less the maximum, or as the formula says. */
export const shifted = signal(false);
export const moving = signal<Moving>(0);

export const scores = computed<Scores>(() => ({
  logits: logits.value,
  temperature: temperature.value,
  offset: offset.value,
  format: format.value,
}));
/** Both forms of the same softmax, and the one that the room goes by. */
export const asWritten = computed(() => steps(scores.value, false));
export const lessMaximum = computed(() => steps(scores.value, true));
export const chosen = computed(() => (shifted.value ? lessMaximum.value : asWritten.value));
export const chosenLoss = computed(() => loss(chosen.value, truth.value));
export const chosenGradient = computed(() => gradient(chosen.value, truth.value));

export function className(k: number): string {
  return String.fromCharCode(65 + k);
}

export function setLogit(k: number, z: number): void {
  logits.value = logits.value.map((old, i) => (i === k ? z : old));
}

export function addClass(): void {
  if (logits.value.length < MOST) logits.value = [...logits.value, 0];
}

export function removeClass(): void {
  const last = logits.value.length - 1;
  if (last < FEWEST) return;
  logits.value = logits.value.slice(0, last);
  if (truth.value === last) truth.value = last - 1;
  if (moving.value === last) moving.value = last - 1;
}

/** One step of gradient descent on the scores themselves, z ← z − T·∂loss/∂z = z − (p − y), as far as sliders reach. */
export function descend(): void {
  const slopes = chosenGradient.value;
  if (!slopes.every(Number.isFinite)) return;
  const [low, high] = SCORE_RANGE;
  logits.value = logits.value.map((z, k) => Math.max(low, Math.min(high, z - (slopes[k] as number))));
}

export function startAgain(): void {
  logits.value = START;
  temperature.value = 1;
  truth.value = 0;
  offset.value = 0;
  format.value = 'float64';
  shifted.value = false;
  moving.value = 0;
}
