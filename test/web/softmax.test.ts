import { createObjective } from 'softmax-wasm';
import { expect, it } from 'vitest';
import { describeRoom, type Room } from './harness.js';

/** What the library in Node says: the row that is 1, weighted by scores over T. */
function library(logits: readonly number[], truth: number, temperature = 1) {
  const objective = createObjective([[1]], [truth], {
    nClasses: logits.length,
    fitIntercept: false,
    precision: 'float64',
  });
  const gradient = new Float64Array(logits.length);
  const loss = objective.valueAndGradient(
    Float64Array.from(logits, z => z / temperature),
    gradient,
  );
  return { loss, shares: Array.from(gradient, (slope, k) => slope + (k === truth ? 1 : 0)) };
}

const parsed = (text: string | null) => Number(text?.replace('−', '-').replace('∞', 'Infinity'));
const steps = ({ page }: Room) => page.locator('table.steps');
const shares = async (room: Room) =>
  (await steps(room).locator('tbody .cell-share .number').allTextContents()).map(parsed);
const slopes = async (room: Room) =>
  (await steps(room).locator('tbody .cell-slope .number').allTextContents()).map(parsed);
const lossShown = async ({ page }: Room) =>
  parsed(await page.locator('.loss-figures .stat-value').first().textContent());

/** The room shows what the library says, to the digits that it shows. */
async function agrees(room: Room, logits: readonly number[], truth: number, temperature = 1): Promise<void> {
  const { loss, shares: expected } = library(logits, truth, temperature);
  await expect.poll(() => lossShown(room)).toBeCloseTo(loss, 3);
  for (const [k, p] of (await shares(room)).entries()) expect(p).toBeCloseTo(expected[k] as number, 4);
  for (const [k, slope] of (await slopes(room)).entries()) {
    expect(slope).toBeCloseTo((expected[k] as number) - (k === truth ? 1 : 0), 3);
  }
}

describeRoom('softmax', room => {
  it('goes from scores to probabilities, loss and gradient as the library does', async () => {
    const { page } = room;
    await agrees(room, [2, 1, 0.5], 0);
    await page.getByRole('slider', { name: 'Score of class B' }).fill('3.5');
    await agrees(room, [2, 3.5, 0.5], 0);
    await page.getByRole('radio', { name: 'C is the true class' }).check();
    await agrees(room, [2, 3.5, 0.5], 2);
    await page.getByRole('slider', { name: 'Temperature T' }).fill('0.3');
    await agrees(room, [2, 3.5, 0.5], 2, 10 ** 0.3);
    await page.getByRole('button', { name: 'Start again' }).click();
    await agrees(room, [2, 1, 0.5], 0);
  });

  it('overflows as written, and not less the maximum', async () => {
    const { page } = room;
    await page.getByRole('slider', { name: 'c, added to every score' }).fill('800');
    await page.getByRole('alert').getByText('exp leaves the range of float64').waitFor();
    expect(await shares(room)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(await lossShown(room)).toBeNaN();
    expect(await steps(room).locator('tbody .cell-exp').allTextContents()).toEqual(['∞', '∞', '∞']);
    const [written, less] = await page.locator('table.form').all();
    expect(await written?.locator('tbody td:last-child').allTextContents()).toEqual(['NaN', 'NaN', 'NaN']);
    expect(await less?.locator('tbody td:last-child').allTextContents()).toEqual([
      '0.6285',
      '0.2312',
      '0.1402',
    ]);
    await room.screenshot('softmax-overflow');
    await page.getByRole('checkbox', { name: 'Subtract the maximum' }).check();
    await agrees(room, [2, 1, 0.5], 0);
    await page.getByText('no probability has moved at all').waitFor();
    await expect
      .poll(() => page.locator('.kernel-loss').textContent())
      .toBe(library([2, 1, 0.5], 0).loss.toFixed(4));
  });
});

describeRoom(
  'softmax',
  room => {
    it('says so where float32 overflows by the scores and the temperature alone', async () => {
      const { page } = room;
      await page.getByRole('radio', { name: 'float32' }).check();
      await page.getByRole('slider', { name: 'Score of class A' }).fill('10');
      await page.getByRole('slider', { name: 'Temperature T' }).fill('-1');
      await page.getByRole('alert').getByText('exp leaves the range of float32').waitFor();
      expect((await shares(room))[0]).toBeNaN();
      await page.getByRole('button', { name: 'float64' }).click();
      await agrees(room, [10, 1, 0.5], 0, 0.1);
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    it('has two to eight classes, two of them a sigmoid', async () => {
      const { page } = room;
      await page.getByRole('button', { name: 'Remove class C' }).click();
      await page.getByText('this is the sigmoid of the difference').waitFor();
      expect(await page.getByRole('button', { name: 'Remove class B' }).isDisabled()).toBe(true);
      await agrees(room, [2, 1], 0);
      expect(1 / (1 + Math.exp(-1))).toBeCloseTo((await shares(room))[0] as number, 4);
      for (const name of 'CDEFGH') await page.getByRole('button', { name: `Add class ${name}` }).click();
      expect(await page.getByRole('button', { name: 'Add a class' }).isDisabled()).toBe(true);
      await agrees(room, [2, 1, 0, 0, 0, 0, 0, 0], 0);
      await room.atWidth(390);
      await room.fits();
      await room.screenshot('softmax-phone');
    });

    it('needs no mouse', async () => {
      const { page } = room;
      const score = page.getByRole('slider', { name: 'Score of class A' });
      await room.tabTo(score);
      await page.keyboard.press('ArrowLeft');
      await agrees(room, [1.9, 1, 0.5], 0);
      await room.tabTo(page.getByRole('button', { name: 'Step' }));
      const before = await lossShown(room);
      await page.keyboard.press('Enter');
      await expect.poll(() => lossShown(room)).toBeLessThan(before);
      await room.tabTo(page.getByRole('checkbox', { name: 'Subtract the maximum' }));
      await page.keyboard.press('Space');
      await page.getByText('Less the maximum · in use above').waitFor();
    });

    it('draws what moves, marked where it stands', async () => {
      const { page } = room;
      const chart = page.locator('.chart');
      const lines = () => chart.locator('g[aria-label="line"] path').count();
      await expect.poll(lines).toBe(3);
      expect(await chart.getAttribute('aria-label')).toBe(
        'The probabilities of 3 classes over the score of A, which is 2 now',
      );
      const marked = () => chart.locator('g[aria-label="rule"] line').last().getAttribute('x1');
      const before = Number(await marked());
      await page.getByRole('slider', { name: 'Score of class A' }).fill('-4');
      await expect.poll(async () => Number(await marked())).toBeLessThan(before - 50);
      await page.getByLabel('What moves').selectOption({ label: 'temperature T' });
      await page.getByRole('radio', { name: 'Loss' }).check();
      await expect.poll(lines).toBe(1);
      expect(await chart.getAttribute('aria-label')).toBe('The loss over the temperature T, which is 1 now');
    });

    it('is clean to axe, in light and dark, whole and broken', async () => {
      const { page } = room;
      await room.axe();
      await room.screenshot('softmax');
      await page.getByRole('slider', { name: 'c, added to every score' }).fill('-1000');
      await page.getByText('0/0 is NaN').waitFor();
      await room.axe();
      await room.theme('dark');
      await room.axe();
      await room.screenshot('softmax-dark');
    });
  },
  { engines: ['chromium'] },
);
