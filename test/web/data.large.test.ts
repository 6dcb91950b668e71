import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { hands, SOON } from './data-hands.js';
import { describeRoom, type Room } from './harness.js';

/** Some rows of numbers, and their class by the largest of the first ones. */
function rows(count: number, columns: number, classes: number): { head: string; body: string } {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const body = Array.from({ length: count }, () => {
    const x = Array.from({ length: columns }, () => 4 * (random() + random() - 1));
    const scores = x.slice(0, classes).map(value => value + random());
    return `${x.map(value => value.toFixed(5)).join()},c${scores.indexOf(Math.max(...scores))}\n`;
  });
  return {
    head: `${Array.from({ length: columns }, (_, j) => `f${j}`).join()},class\n`,
    body: body.join(''),
  };
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** Processor time, µs. */
  tdur?: number;
}

/** Processor time of each task of a page's main thread while `work` goes on, ms: the clock would count other programs in. */
async function mainThreadTasks({ page }: Room, work: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser() as Browser;
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  const renderers = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  return traceEvents
    .filter(
      ({ name, pid, tid }) =>
        name === 'RunTask' && renderers.some(main => main.pid === pid && main.tid === tid),
    )
    .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]));
}

interface Listening extends Window {
  /** Lengths of the messages that workers sent, as JSON. */
  heard: number[];
}

function listenToWorkers(): void {
  const listening = window as unknown as Listening;
  listening.heard = [];
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }) => listening.heard.push(JSON.stringify(data).length));
    }
  };
}

describeRoom(
  'data',
  room => {
    it('stays fluid with 100,000 rows of 50 columns, and is sent no rows', async () => {
      const { page, make, train, panel } = hands(room);
      const { head, body } = rows(2000, 50, 6);
      await page.addInitScript(listenToWorkers);
      await room.enter();
      const tasks = await mainThreadTasks(room, async () => {
        await make('large.csv', head, body, 50);
        await train();
        await panel('How good it is').getByText('75\u202f000').waitFor();
        await expect.poll(() => page.locator('.chart svg').count(), SOON).toBeGreaterThanOrEqual(3);
      });
      expect(tasks.length).toBeGreaterThan(100);
      expect(Math.max(...tasks), 'ms of the longest task').toBeLessThan(50);
      const heard = await page.evaluate(() => (window as unknown as Listening).heard);
      expect(heard.length).toBeGreaterThan(5);
      expect(Math.max(...heard), 'the longest message, characters of JSON').toBeLessThan(60_000);
      await room.screenshot('data-large');
    });

    it('ends the worker where one cancels, and begins anew', async () => {
      const { page, make, button, train } = hands(room);
      const { head, body } = rows(2000, 20, 3);
      const workers = () => page.workers().length;
      await make('endless.csv', head, body, 400);
      await page.getByRole('progressbar').waitFor();
      await expect.poll(workers, SOON).toBe(1);
      await button('Cancel').click();
      await page.getByText('Drop a CSV file here').waitFor();
      await expect.poll(workers, SOON).toBe(0);

      await make('long.csv', head, body, 120);
      await button('Train').waitFor();
      await button('Train').click();
      await button('Cancel').click();
      await expect.poll(workers, SOON).toBe(0);
      expect(await button('Train').isEnabled()).toBe(true);
      expect(await button('Cancel').count()).toBe(0);

      await make('short.csv', head, body, 1);
      await page.getByText('2\u202f000 rows').waitFor();
      await train();
      await expect.poll(workers, SOON).toBe(1);
    });

    it('ends a fit where one stops it, and keeps the model', async () => {
      const { page, make, button, train } = hands(room);
      // Hardly a penalty, and digits that can be told apart: hundreds of iterations.
      const [head, ...lines] = gunzipSync(readFileSync('data/digits.csv.gz')).toString().trim().split('\n');
      await make('hard.csv', `${head}\n`, `${lines.join('\n')}\n`, 30);
      await page.getByRole('slider', { name: /^C:/ }).press('End');
      await button('Train').click();
      await button('Stop here and keep the model').click();
      await page.getByText('Stopped by you').waitFor();
      await page.getByText(/^The largest partial derivative is/).waitFor();
      await page.locator('.data-predicted').waitFor();
      await button('Try Iris').click();
      await page.getByText('iris.csv').waitFor();
      await train();
      await page.getByText('Converged').waitFor();
    });

    it('has one worker however often files change, and keeps what it has found from room to room', async () => {
      const { page, make, button, choose, train, predicted } = hands(room);
      const { head, body } = rows(2000, 20, 3);
      for (let i = 0; i < 3; i++) {
        await make(`endless-${i}.csv`, head, body, 400);
        await page.getByText(`endless-${i}.csv`).waitFor();
      }
      await choose('iris.csv', readFileSync('data/iris.csv'));
      await train();
      await expect.poll(() => page.workers().length, SOON).toBe(1);
      await page.getByRole('link', { name: 'Softmax itself' }).click();
      await room.entered('softmax');
      await page.getByRole('link', { name: 'Your data' }).click();
      await predicted.waitFor();
      await button('Take a test row').click();
      await page.getByText(/^Row \d+ of the file/).waitFor();
    });

    it('gives a row of more than 16 MiB up, with its line', async () => {
      const { make, alert, train, button } = hands(room);
      await make('huge.csv', 'a,b\n1,"', 'x'.repeat(1 << 20), 17);
      await alert
        .getByText('huge.csv, line 2: the quote before "xxxxxxxxxxxxxxxxxxxxxxxx" is never closed')
        .waitFor();
      await make('wide.csv', 'a,b\n1,2\n', 'x'.repeat(1 << 20), 40);
      await alert.getByText('wide.csv, line 3: a row of more than 16 MiB').waitFor();
      await button('Try Iris').click();
      await train();
    });
  },
  { engines: ['chromium'] },
);
