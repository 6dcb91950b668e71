/** Runs through the recorded steps by the clock. */
import { signal } from '@preact/signals';
import { asked, goTo, step, training } from './state.js';

export const SPEEDS = ['slow', 'normal', 'fast'] as const;
export type Speed = (typeof SPEEDS)[number];

const STEPS_A_SECOND: Record<Speed, number> = { slow: 3, normal: 15, fast: 60 };

export const speed = signal<Speed>('normal');
export const playing = signal(false);

let frame = 0;
let from = 0;
let begun = 0;

export function play(): void {
  if (!training.peek()) return;
  if (asked.peek() === Number.POSITIVE_INFINITY) goTo(0);
  playing.value = true;
  restart();
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(tick);
}

export function pause(): void {
  playing.value = false;
  cancelAnimationFrame(frame);
}

export function setSpeed(next: Speed): void {
  speed.value = next;
  restart();
}

/** A step by hand ends the run by itself. */
export function jump(to: number): void {
  pause();
  goTo(to);
}

function restart(): void {
  from = step.peek();
  begun = performance.now();
}

function tick(): void {
  const next = from + Math.floor(((performance.now() - begun) / 1000) * STEPS_A_SECOND[speed.peek()]);
  if (next !== step.peek()) goTo(next);
  if (asked.peek() === Number.POSITIVE_INFINITY) playing.value = false;
  else frame = requestAnimationFrame(tick);
}
