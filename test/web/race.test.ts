import { expect, it } from 'vitest';
import { compare } from '../../web/src/rooms/race/answers.js';
import { generate, somePoint } from '../../web/src/rooms/race/data.js';
import { field } from '../../web/src/rooms/race/racers.js';
import { workloadOf } from '../../web/src/rooms/race/workloads.js';
import { describeRoom, type Room } from './harness.js';

const SMALL = '50000x4x3';

async function start({ page }: Room, workload: string): Promise<void> {
  await page.getByLabel('Data', { exact: true }).selectOption(workload);
  await page.getByRole('button', { name: 'Start the race' }).click();
}

const figure = ({ page }: Room, contest: string, racer: string) =>
  page.locator(`.speed-up[data-contest="${contest}"][data-racer="${racer}"] .times-as-fast`);

/** The number of a figure in large type, once there is one. */
async function speedUp(room: Room, contest: string, racer: string): Promise<number> {
  const place = figure(room, contest, racer);
  await place.filter({ hasText: /\d×/ }).waitFor({ timeout: 25_000 });
  return Number((await place.textContent())?.replace('×', ''));
}

const threads = ({ page }: Room) => page.evaluate(() => navigator.hardwareConcurrency);

describeRoom('race', room => {
  it('is on while it lasts, stops when told to and leaves no thread', async () => {
    const { page } = room;
    await start(room, SMALL);
    expect(await speedUp(room, 'evaluation', 'one')).toBeGreaterThan(1);
    if ((await threads(room)) > 1) expect(await speedUp(room, 'evaluation', 'all')).toBeGreaterThan(0);
    expect(
      await page.locator('.chart g[aria-label="dot"] path, .chart g[aria-label="dot"] circle').count(),
    ).toBeGreaterThan(2);
    await page.getByText('All losses and gradients agree').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped: what was measured stays.').waitFor();
    await expect.poll(() => page.workers().length).toBe(0);
    const kept = await figure(room, 'evaluation', 'one').textContent();
    expect(kept).toMatch(/\d×/);
    await room.screenshot('race-stopped');
  });
});

describeRoom(
  'race',
  room => {
    it('ends with everyone at the same answer, the one that Node has', async () => {
      const { page } = room;
      await start(room, SMALL);
      await page.getByText('Over: 50').waitFor({ timeout: 28_000 });
      expect(await speedUp(room, 'fit', 'one')).toBeGreaterThan(0);
      const rows = page.locator('table.answers tbody tr');
      const losses = (await rows.locator('td:nth-child(2)').allTextContents()).map(Number);
      const optima = (await rows.locator('td:nth-child(4)').allTextContents()).map(Number);
      expect(losses.length).toBe((await threads(room)) > 1 ? 4 : 3);
      const data = generate(workloadOf(SMALL));
      const everyone = field(data, 1);
      const w = somePoint(data);
      const answers = await compare(everyone, w);
      const textbook = answers.find(({ racer }) => racer === 'textbook')?.loss as number;
      // Eight decimals shown; engines differ in the last bit of exp and log.
      expect(losses.at(-1)).toBeCloseTo(textbook, 7);
      for (const loss of losses) expect(Math.abs(loss - textbook)).toBeLessThan(1e-5 * textbook);
      const fitted = await everyone.racers.at(-1)?.fit();
      const optimum = everyone.judge(fitted?.w as Float64Array, new Float64Array(w.length));
      for (const F of optima) expect(Math.abs(F - optimum)).toBeLessThan(1e-4 * optimum);
      await page.getByRole('radio', { name: 'from 0' }).check();
      await page.locator('.chart g[aria-label="bar"] rect').first().waitFor();
      await room.screenshot('race-over');
      await room.axe();
      await room.theme('dark');
      await room.axe();
      await room.atWidth(390);
      await room.fits();
      await room.screenshot('race-phone');
    });

    it('starts and stops by keyboard, and ends with the room', async () => {
      const { page } = room;
      await room.axe();
      await room.tabTo(page.getByRole('button', { name: 'Start the race' }));
      await page.keyboard.press('Enter');
      await speedUp(room, 'evaluation', 'one');
      await room.tabTo(page.getByRole('button', { name: 'Stop' }));
      await page.keyboard.press('Enter');
      await page.getByText('Stopped:').waitFor();
      await page.getByRole('button', { name: 'Race again' }).click();
      await expect.poll(() => page.workers().length).toBeGreaterThan(0);
      await page.getByRole('link', { name: 'Softmax itself' }).click();
      await room.entered('softmax');
      await expect.poll(() => page.workers().length).toBe(0);
    });

    it('has nobody race on several threads where there is one', async () => {
      const { page } = room;
      await page.addInitScript(() =>
        Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 1 }),
      );
      await room.enter();
      await page.getByText('One thread is all this machine has').waitFor();
      expect(await page.locator('.speed-up').count()).toBe(2);
      await start(room, SMALL);
      expect(await speedUp(room, 'evaluation', 'one')).toBeGreaterThan(1);
      expect(await page.locator('table.answers tbody tr').count()).toBe(3);
      expect(page.workers().length).toBe(1);
      await page.getByRole('button', { name: 'Stop' }).click();
    });

    it('says what runs it', async () => {
      const { page } = room;
      const machine = page.locator('section.panel').last();
      expect(await machine.locator('.stat-value').allTextContents()).toEqual([
        String(await threads(room)),
        expect.stringMatching(/^Chromium \d+$/),
        'relaxed SIMD',
        'no',
      ]);
    });
  },
  { engines: ['chromium'] },
);

describeRoom(
  'race',
  room => {
    it('says where threads may share memory', async () => {
      await room.page.getByText('The page is cross-origin isolated').waitFor();
      expect(
        await room.page.locator('section.panel').last().locator('.stat-value').last().textContent(),
      ).toBe('yes');
    });
  },
  { engines: ['chromium'], isolated: true },
);
