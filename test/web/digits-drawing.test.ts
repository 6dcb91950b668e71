import { beforeAll, expect, it } from 'vitest';
import { judge } from '../../web/src/rooms/digits/judging.js';
import type { Parts } from '../../web/src/rooms/digits/parts.js';
import { type Trained, train } from '../../web/src/rooms/digits/training.js';
import { digits, drawOnPad, expectOpinion, probabilities, ready, seen, written } from './digits-page.js';
import type { Point } from './handwriting.js';
import { describeRoom } from './harness.js';

let parts: Parts;
let trained: Trained;

beforeAll(async () => {
  parts = await digits();
  trained = await train(parts, { C: 1, precision: 'float32' });
});

describeRoom('digits', room => {
  it('reads what is drawn with the mouse', async () => {
    await ready(room);
    await drawOnPad(room, written(3));
    expect(await room.page.locator('.verdict strong').innerText()).toBe('3');
    await expectOpinion(room, trained);
    await room.screenshot('digits-drawn', room.page.locator('.digits-drawing'));
  });
});

describeRoom(
  'digits',
  room => {
    it('reads digits drawn with the mouse, most of them right', async () => {
      const { page } = room;
      await ready(room);
      const readAs: string[] = [];
      for (let digit = 0; digit < 10; digit++) {
        await drawOnPad(room, written(digit));
        readAs.push(await page.locator('.verdict strong').innerText());
        await page.getByRole('button', { name: 'Clear' }).click();
        await page.getByText('Nothing is drawn yet').waitFor();
      }
      const right = readAs.filter((text, digit) => Number(text) === digit);
      expect(right.length, `0 … 9 were read as ${readAs.join(' ')}`).toBeGreaterThanOrEqual(8);
    });

    it('moves the probabilities while a stroke is being drawn, and back when it is undone', async () => {
      const { page } = room;
      await ready(room);
      const empty = await probabilities(room);
      const box = await page.locator('.pad').boundingBox();
      if (!box) throw new Error('the pad is not on the page');
      await page.locator('.pad').hover();
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.9, { steps: 8 });
      // The button is still down.
      await expect.poll(() => probabilities(room)).not.toEqual(empty);
      await expectOpinion(room, trained);
      await page.mouse.up();
      await page.getByRole('button', { name: 'Undo stroke' }).click();
      expect(await probabilities(room)).toEqual(empty);
    });

    it('is drawn on with a finger, and the page stays where it is', async () => {
      const { page } = room;
      await room.atWidth(390);
      await ready(room);
      await page.locator('.pad').scrollIntoViewIfNeeded();
      const scrolled = await page.evaluate(() => scrollY);
      const box = await page.locator('.pad').boundingBox();
      if (!box) throw new Error('the pad is not on the page');
      const finger = await page.context().newCDPSession(page);
      await finger.send('Emulation.setTouchEmulationEnabled', { enabled: true });
      const [stroke = []] = written(3)(box.width);
      const at = ({ x, y }: Point) => [{ x: box.x + x, y: box.y + y }];
      const [down, ...moves] = stroke;
      if (!down) throw new Error('a 3 has no points');
      await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(down) });
      for (const point of moves)
        await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(point) });
      await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await expect.poll(() => page.locator('.verdict strong').innerText()).toBe('3');
      expect(await page.evaluate(() => scrollY)).toBe(scrolled);
      await room.fits();
      await room.screenshot('digits-phone');
    });

    it('takes a mistake to the pad', async () => {
      const { page } = room;
      await ready(room);
      const [worst] = judge(trained.model, parts.test).mistakes;
      if (!worst) throw new Error('there is no mistake');
      await page.locator('.gallery.large button').first().click();
      expect(Array.from(await seen(room))).toEqual(Array.from(worst.pixels));
      expect(await page.locator('.verdict strong').innerText()).toBe(String(worst.read));
    });
  },
  { engines: ['chromium'] },
);
