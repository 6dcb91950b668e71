import { readFile } from 'node:fs/promises';
import { readCsv } from 'softmax-wasm/csv';
import { expect } from 'vitest';
import { type Parts, split } from '../../web/src/rooms/digits/parts.js';
import { read } from '../../web/src/rooms/digits/reading.js';
import type { Trained } from '../../web/src/rooms/digits/training.js';
import { mulberry32 } from '../helpers.js';
import { drawings, type Point } from './handwriting.js';
import type { Room } from './harness.js';

/** The bundled digits as the page splits them. */
export async function digits(): Promise<Parts> {
  const file = new URL('../../data/digits.csv.gz', import.meta.url);
  const { X, y } = await readCsv(await readFile(file), { target: 'digit' });
  return split(X, y ?? []);
}

/** Trained and judged. */
export async function ready({ page }: Room) {
  await page.locator('.headline').waitFor();
}

/** And calibrated. */
export async function calibrated({ page }: Room) {
  await page.locator('.digits-reliability .diagram svg').last().waitFor();
}

/** A figure by its label, as a number. */
export async function figure({ page }: Room, label: string): Promise<number> {
  const stat = page.locator('.stat', { has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) });
  return Number.parseFloat(await stat.locator('.stat-value').innerText());
}

/** The image that the page says the model sees. */
export async function seen({ page }: Room): Promise<Float64Array> {
  const labels = await page
    .getByRole('gridcell')
    .evaluateAll(cells => cells.map(cell => cell.getAttribute('aria-label') ?? ''));
  return Float64Array.from(labels, label => Number(/ink (\d+) of 16/.exec(label)?.[1]));
}

/** The ten probabilities on the page. */
export async function probabilities({ page }: Room): Promise<number[]> {
  return (await page.locator('.digits-drawing .bars .number').allInnerTexts()).map(Number);
}

/** What the page says about the image is what the model in Node says. */
export async function expectOpinion(room: Room, trained: Trained) {
  const { probabilities: expected } = read(trained.model, await seen(room));
  // Both stopped at tol, on other bits perhaps: relaxed SIMD or not.
  (await probabilities(room)).forEach((p, k) => {
    expect(Math.abs(p - (expected[k] as number)), `probability of ${k}`).toBeLessThan(0.02);
  });
}

export async function drawOnPad({ page }: Room, strokesOf: (size: number) => readonly (readonly Point[])[]) {
  const pad = page.locator('.pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('the pad is not on the page');
  for (const [first, ...rest] of strokesOf(box.width)) {
    if (!first) continue;
    await page.mouse.move(box.x + first.x, box.y + first.y);
    await page.mouse.down();
    for (const { x, y } of rest) await page.mouse.move(box.x + x, box.y + y);
    await page.mouse.up();
  }
}

const plain = { width: 0.65, slant: 0.08, tremble: 0, random: mulberry32(1) };

/** The first way to draw a digit, in the middle of a pad so many pixels wide. */
export const written = (digit: number) => (size: number) =>
  drawings(digit, plain, { left: 0.2 * size, top: 0.12 * size, height: 0.75 * size })[0] ?? [];
