// Names and cells that would break a page, and a site that is gone.

import { expect, it } from 'vitest';
import { hands, SOON } from './data-hands.js';
import { describeRoom } from './harness.js';

const MARKUP = '<img src=x onerror="window.broken = true"><script>window.broken = true</script>';
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describeRoom(
  'data',
  room => {
    it('classes and columns with very long names fit the page and stay apart', async () => {
      const { page, choose, train, button } = hands(room);
      const long = 'a class with a name that goes on and on, '.repeat(500);
      const rows = Array.from({ length: 80 }, (_, i) => `${i % 7},${i % 5},${quoted(`${long}${i % 4}`)}\n`);
      await choose('long.csv', `${'n'.repeat(20_000)},b,kind\n${rows.join('')}`);
      await train();
      await button('Take a test row').click();
      await page.getByText(/^Row \d+ of the file/).waitFor();
      const bars = await page.locator('.bars .bar-label').allInnerTexts();
      expect(bars.map(name => name.slice(-2))).toEqual([' 0', ' 1', ' 2', ' 3']);
      await room.fits();
      await room.atWidth(390);
      await room.fits();
      await room.screenshot('data-long-names-phone');
    });

    it('markup in names and cells is text', async () => {
      const { page, choose, train } = hands(room);
      const rows = Array.from(
        { length: 60 },
        (_, i) => `${i % 7},${quoted(i % 2 ? MARKUP : '</script><b>')}\n`,
      );
      await choose('<b>.csv', `${quoted(MARKUP)},kind\n${rows.join('')}`);
      await train();
      expect(await page.locator('main img').count()).toBe(0);
      expect(await page.evaluate(() => 'broken' in window)).toBe(false);
      await expect.poll(() => page.locator('.data-code').innerText(), SOON).toContain(JSON.stringify(MARKUP));
    });

    it('a sample that comes after one’s own file does not take its place', async () => {
      const { page, choose, button } = hands(room);
      let send = () => {};
      await page.route(/digits.*\.gz$/, async route => {
        await new Promise<void>(resolve => {
          send = resolve;
        });
        await route.continue();
      });
      const asked = page.waitForRequest(/digits.*\.gz$/);
      await button('Try Digits').click();
      await asked;
      await choose('own.csv', 'a,kind\n1,x\n2,y\n');
      await page.getByText('2 rows × 2 columns').waitFor();
      const answered = page.waitForResponse(/digits.*\.gz$/);
      send();
      await (await answered).finished();
      // The page has had its turn to act on what came.
      await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 100)));
      expect(await page.getByText('own.csv').count()).toBeGreaterThan(0);
      expect(await page.getByText('digits.csv.gz').count()).toBe(0);
    });

    it('a sample that cannot be loaded says so, and one’s own file is still taken', async () => {
      const { page, choose, alert, button } = hands(room);
      await page.route(/iris.*\.csv$/, route => route.abort());
      await button('Try Iris').click();
      await alert.getByText('iris.csv could not be loaded: the site cannot be reached.').waitFor();
      room.complaints.length = 0; // of the console, about the request
      await choose('one.csv', 'a,kind\n1,x\n');
      await page.getByText('1 row × 2 columns').waitFor();
      expect(await alert.count()).toBe(0);
    });
  },
  { title: 'hostile files', engines: ['chromium'] },
);
