import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Engine, isMissing, isSkipped } from './engines.js';

const running = new Map<Engine, Promise<Browser>>();
afterAll(async () => {
  for (const browser of running.values()) await (await browser).close();
});

/** One browser of an engine for all tests of a file, started with the first. */
function start(engine: Engine): Promise<Browser> {
  if (isMissing(engine)) throw new Error(engine.missing);
  const browser = running.get(engine) ?? engine.type.launch(engine.options);
  running.set(engine, browser);
  return browser;
}

/** The same tests in several engines; `browser()` is theirs when a test or a hook runs. */
export function describeEngines(
  title: string,
  engines: readonly Engine[],
  tests: (engine: Engine, browser: () => Browser) => void,
): void {
  for (const engine of engines) {
    const options = { timeout: 30_000, retry: engine.retry };
    describe.skipIf(isSkipped(engine, title))(`${title}, in ${engine.title}`, options, () => {
      let browser: Browser;
      beforeAll(async () => {
        browser = await start(engine);
      }, 60_000);
      tests(engine, () => browser);
    });
  }
}
