import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { HIGH, LOW, letter, type Points } from '../../web/src/rooms/playground/points.js';
import { PRESETS } from '../../web/src/rooms/playground/presets.js';
import { significant } from '../../web/src/ui/format.js';
import { describeRoom, type Room } from './harness.js';

const presetPoints = (id: string): Points => PRESETS.find(each => each.id === id)?.points() ?? [];

/** What a person without this page fits to the same points. */
function fitted(points: Points): SoftmaxRegression {
  return new SoftmaxRegression({ precision: 'float64' }).fitSync(
    points.map(({ x, y }) => [x, y]),
    points.map(({ k }) => letter(k)),
  );
}

const parts = ({ page }: Room) => ({
  board: page.getByRole('application'),
  preset: page.getByRole('combobox', { name: 'Preset' }),
  step: page.getByRole('slider', { name: 'Step' }),
  lane: (name: string) => page.getByRole('region', { name, exact: true }),
  button: (name: string) => page.getByRole('button', { name, exact: true }),
  radio: (name: string) => page.getByRole('radio', { name, exact: true }),
});

const figure = async (lane: Locator, label: string): Promise<string> =>
  (await lane.locator('dl > div', { hasText: label }).locator('dd').textContent()) ?? '';

/** Where a place of the plane is on the screen. */
async function spot(board: Locator, x: number, y: number): Promise<[number, number]> {
  await board.scrollIntoViewIfNeeded();
  const box = await board.boundingBox();
  if (!box) throw new Error('the board is not in sight');
  const side = HIGH - LOW;
  return [box.x + ((x - LOW) / side) * box.width, box.y + ((HIGH - y) / side) * box.height];
}

const saysPoints = (board: Locator, text: string) =>
  expect.poll(() => board.getAttribute('aria-label')).toBe(`Board: ${text}`);

/** Red, green and blue of the board's picture at a place; of a copy, since reading makes the browser keep canvases elsewhere. */
const colorAt = (board: Locator, x: number, y: number): Promise<number[]> =>
  board.locator('canvas').evaluate(
    (canvas: HTMLCanvasElement, [u, v]) => {
      const copy = new OffscreenCanvas(1, 1).getContext('2d');
      copy?.drawImage(
        canvas,
        -Math.floor((u as number) * canvas.width),
        -Math.floor((v as number) * canvas.height),
      );
      return [...(copy?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    },
    [(x - LOW) / (HIGH - LOW), (HIGH - y) / (HIGH - LOW)],
  );

describeRoom('playground', room => {
  it('trains on points that are placed, dragged, erased and brought back', async () => {
    const { page } = room;
    const { board, button, radio, lane, preset } = parts(room);
    await preset.selectOption('two');
    await saysPoints(board, '72 points of 2 classes');
    const before = await figure(lane('Preconditioned L-BFGS'), 'Loss F');
    expect(before).toBe(significant(fitted(presetPoints('two')).report.objective, 5));

    await radio('B').check();
    await page.mouse.click(...(await spot(board, 2.5, -2)));
    await saysPoints(board, '73 points of 2 classes');
    await page.mouse.move(...(await spot(board, 2.5, -2)));
    await page.mouse.down();
    await page.mouse.move(...(await spot(board, -2, -2)), { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => figure(lane('Preconditioned L-BFGS'), 'Loss F')).not.toBe(before);

    await radio('Erase').check();
    await page.mouse.click(...(await spot(board, -2, -2)));
    await saysPoints(board, '72 points of 2 classes');
    await expect.poll(() => figure(lane('Preconditioned L-BFGS'), 'Loss F')).toBe(before);
    await button('Clear').click();
    await saysPoints(board, '0 points of 0 classes');
    await page.getByText('A model tells classes apart').waitFor();
    await button('Undo').click();
    await saysPoints(board, '72 points of 2 classes');
  });

  it('goes through the steps of all solvers, by hand and by itself, and says what stopped them', async () => {
    const { lane, button, radio, step } = parts(room);
    const slow = lane('Gradient descent');
    const fast = lane('Preconditioned L-BFGS');
    await fast.getByText(/Converged after \d+ iterations/).waitFor();
    await slow.getByText('Out of iterations at 200').waitFor();
    await button('Start').click();
    expect(await figure(slow, 'Loss F')).toBe(significant(Math.log(3), 5));
    await button('Step').click();
    await button('Step').click();
    expect(await figure(slow, 'iteration')).toBe('2 of 200');
    await button('Back').click();
    expect(await figure(fast, 'iteration')).toMatch(/^1 of \d+$/);
    expect(await fast.getByText('On its way.').count()).toBe(1);

    await step.fill('190');
    await radio('fast').check();
    await button('Run').click();
    await slow.getByText('Out of iterations at 200').waitFor();
    await button('Run').waitFor();
    expect(await step.inputValue()).toBe('200');
    await room.screenshot('playground');
  });
});

describeRoom(
  'playground',
  room => {
    it('is edited by keyboard alone, and says what was done', async () => {
      const { page } = room;
      const { board } = parts(room);
      await room.tabTo(board);
      for (const key of ['Shift+ArrowUp', 'ArrowRight', ']', 'Enter']) await page.keyboard.press(key);
      await saysPoints(board, '97 points of 3 classes');
      await page.getByText('Placed B at x 0.1, y 0.5: 97 points').waitFor();
      for (const key of ['m', 'Shift+ArrowLeft', 'm']) await page.keyboard.press(key);
      await page.getByText('Put down at x -0.4, y 0.5').waitFor();
      await room.screenshot('playground-keyboard', board);
      await page.keyboard.press('Delete');
      await saysPoints(board, '96 points of 3 classes');
      await page.keyboard.press('z');
      await saysPoints(board, '97 points of 3 classes');
    });

    it('paints the regions anew in another theme, and as the model on the board has them', async () => {
      const { board, button, lane, step } = parts(room);
      await room.theme('light');
      const [red = 0, , blue = 0] = await colorAt(board, 2.5, 1.5);
      expect(blue, 'class A is blue').toBeGreaterThan(red + 30);
      const light = await colorAt(board, 2.5, 1.5);
      await room.theme('dark');
      await expect.poll(() => colorAt(board, 2.5, 1.5)).not.toEqual(light);
      await lane('Gradient descent').getByRole('button').click();
      await button('Start').click();
      expect(await step.inputValue()).toBe('0');
      await expect
        .poll(async () => (await colorAt(board, 2.5, 1.5)).join())
        .toBe((await colorAt(board, -2, -2)).join());
    });

    it('shows the sigmoid of two classes, with the numbers of the library', async () => {
      const { page } = room;
      const { preset, radio } = parts(room);
      expect(await radio('Sigmoid').count()).toBe(0);
      await preset.selectOption('two');
      await radio('Sigmoid').check();
      const { coef, intercept } = fitted(presetPoints('two'));
      const w = significant(coef.get(1, 0) - coef.get(0, 0)).replace('-', '−');
      const b = significant(Math.abs((intercept[1] as number) - (intercept[0] as number)));
      await page.getByText(`z = w·x + b = ${w} x`).waitFor();
      expect(await page.locator('.formula').textContent()).toContain(b);
      await page.getByRole('img', { name: /Probability of B over the score z/ }).waitFor();
      await room.axe();
      await room.theme('dark');
      await room.axe();
      await room.screenshot('playground-sigmoid');
    });

    it('shows the probabilities over x with the points beneath', async () => {
      const { page } = room;
      const { board, preset, radio } = parts(room);
      await preset.selectOption('bands');
      await radio('Line').check();
      const name = /Probabilities of 3 classes over x\. A and B cross at -0\.\d+, B and C cross at 0\.\d+/;
      const chart = page.getByRole('img', { name });
      await chart.waitFor();
      const [above, below] = [await chart.boundingBox(), await board.boundingBox()];
      expect(above && below && above.y + above.height <= below.y).toBe(true);
      await page.mouse.click(...(await spot(board, 2, 1)));
      await saysPoints(board, '101 points of 3 classes');
      await room.axe();
      await room.screenshot('playground-line');
    });

    it('says why spirals stay as they are', async () => {
      const { page } = room;
      const { preset } = parts(room);
      await preset.selectOption('spirals');
      const points = presetPoints('spirals');
      const share = fitted(points).score(
        points.map(({ x, y }) => [x, y]),
        points.map(({ k }) => letter(k)),
      );
      await page.getByText('more than a linear model can fit').waitFor();
      await page
        .getByText(`${(100 * share).toFixed(1)} %`)
        .first()
        .waitFor();
      await room.screenshot('playground-spirals');
    });

    it('is accessible in both themes, with eight classes and all lines', async () => {
      const { page } = room;
      const { preset } = parts(room);
      await preset.selectOption('eight');
      await page.getByRole('checkbox', { name: 'Whole lines of all pairs' }).check();
      await page.getByText('of 28 pairs').waitFor();
      await room.axe();
      await room.theme('dark');
      await room.axe();
      await room.screenshot('playground-eight-dark');
    });

    it('fits a phone', async () => {
      await room.atWidth(390);
      await room.fits();
      await parts(room).preset.selectOption('eight');
      await room.fits();
      await room.axe();
      await room.screenshot('playground-phone');
    });
  },
  { engines: ['chromium'] },
);
