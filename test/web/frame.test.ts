// What all rooms share: ways in, themes, the keyboard, narrow windows, and that any static server will do.

import { expect, it } from 'vitest';
import { describeRoom, type Room, type RoomId } from './harness.js';

const NAMES: readonly [RoomId, string][] = [
  ['softmax', 'Softmax itself'],
  ['playground', 'Playground'],
  ['digits', 'Digits'],
  ['data', 'Your data'],
  ['race', 'The race'],
];
const IDS = NAMES.map(([id]) => id);

const heading = ({ page }: Room) => page.getByRole('heading', { level: 1 });
const links = ({ page }: Room) => page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
const link = ({ page }: Room, name: string) =>
  page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name, exact: true });
const themeOf = ({ page }: Room, name: string) =>
  page.getByRole('group', { name: 'Theme' }).getByRole('radio', { name });

/** What the page is painted on, from 0, black, to 255, white. */
const ground = async ({ page }: Room) => {
  const color = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (r + g + b) / 3;
};
const DARK = 64;
const LIGHT = 192;

describeRoom(
  'softmax',
  room => {
    it('every room is entered by its link, and the way back is the browser’s', async () => {
      expect(await links(room).allTextContents()).toEqual(NAMES.map(([, name]) => name));
      for (const [id, name] of [...NAMES].reverse()) {
        await link(room, name).click();
        await room.entered(id);
        expect(await heading(room).textContent()).toBe(name);
        expect(await room.page.title()).toBe(`${name} · softmax lab`);
        expect(await link(room, name).getAttribute('aria-current')).toBe('page');
        expect(await room.isFocused(heading(room)), `focus in ${id}`).toBe(true);
        expect(new URL(room.page.url()).hash).toBe(`#/${id}`);
      }
      await room.page.goBack();
      await room.entered('playground');
    });

    it('a chosen theme stays, whatever the system has; "system" follows the system', async () => {
      expect(await ground(room)).toBeGreaterThan(LIGHT);
      await themeOf(room, 'dark').check();
      expect(await ground(room)).toBeLessThan(DARK);
      await room.enter('digits');
      expect(await themeOf(room, 'dark').isChecked()).toBe(true);
      expect(await ground(room)).toBeLessThan(DARK);
      await themeOf(room, 'system').check();
      expect(await ground(room)).toBeGreaterThan(LIGHT);
      await room.theme('dark');
      await expect.poll(() => ground(room)).toBeLessThan(DARK);
      await themeOf(room, 'light').check();
      expect(await ground(room)).toBeGreaterThan(LIGHT);
    });

    it('the keyboard skips to the room, and walks through links and themes in sight', async () => {
      const { keyboard } = room.page;
      const skip = room.page.getByRole('button', { name: 'Skip to the room' });
      await room.tabTo(skip);
      expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
      await keyboard.press('Enter');
      expect(await room.isFocused(room.page.getByRole('main'))).toBe(true);
      await room.enter();
      for (const [, name] of NAMES) {
        await room.tabTo(link(room, name));
        await room.showsFocus();
      }
      await room.tabTo(themeOf(room, 'system'));
      await keyboard.press('ArrowRight');
      expect(await themeOf(room, 'light').isChecked()).toBe(true);
      await room.showsFocus();
    });

    it('every room fits a phone', async () => {
      await room.atWidth(390);
      for (const id of IDS) {
        await room.enter(id);
        await room.fits();
        const current = room.page.getByRole('navigation', { name: 'Rooms' }).locator('[aria-current]');
        const { x = -1, width = 0 } = (await current.boundingBox()) ?? {};
        expect(x, `left edge of the link to ${id}`).toBeGreaterThanOrEqual(0);
        expect(x + width, `right edge of the link to ${id}`).toBeLessThanOrEqual(390);
        await room.screenshot(`${id}-390`);
      }
    });
  },
  { title: 'the frame' },
);

describeRoom(
  'softmax',
  room => {
    it('a hash that names no room leads to the first', async () => {
      await room.page.goto('about:blank');
      await room.page.goto(`${room.address}#/attic`);
      await room.entered('softmax');
      expect(await link(room, 'Softmax itself').getAttribute('aria-current')).toBe('page');
    });

    it('a room whose code cannot be had says so, and comes when the page is loaded again', async () => {
      const code = /\/playground-[^/]*\.(css|js)$/;
      await room.page.route(code, route => route.abort());
      await link(room, 'Playground').click();
      await room.page.getByRole('alert').getByText('This room could not be loaded').waitFor();
      room.complaints.length = 0; // of the console, about the requests
      await link(room, 'Softmax itself').click();
      await room.entered('softmax');
      await room.page.unroute(code);
      await link(room, 'Playground').click();
      await room.page.getByRole('button', { name: 'Load the page again' }).click();
      await room.page.getByRole('application').waitFor();
      expect(await room.page.getByRole('alert').count()).toBe(0);
    });

    it.each(NAMES)('%s is entered by its hash, and accessible, light and dark', async (id, name) => {
      await room.enter(id);
      expect(await heading(room).textContent()).toBe(name);
      expect(await room.page.getByRole('alert').count()).toBe(0);
      await room.screenshot(`${id}-light`);
      await room.axe();
      await room.theme('dark');
      await room.screenshot(`${id}-dark`);
      await room.axe();
    });
  },
  { title: 'each room', engines: ['chromium'] },
);

describeRoom(
  'softmax',
  room => {
    it('all that it loads lies beside it', async () => {
      for (const id of IDS) await room.enter(id);
      const urls = room.urls.filter(url => url.startsWith('http'));
      expect(urls.length).toBeGreaterThan(IDS.length);
      expect(urls.filter(url => !url.startsWith(room.address))).toEqual([]);
    });
  },
  { title: 'the page in a folder of its server', folder: '/some/where/', engines: ['chromium'] },
);
