import { playwright } from '@vitest/browser-playwright';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { type Engine, isMissing, isSkipped } from './engines.js';

/**
 * The unit suite's kernel tests in real browsers: a Vitest project for each engine. They leave nothing behind, so that all
 * share one page, and a page for each file (over half of the time) is saved.
 */
export function kernelsIn(engines: readonly Engine[]): TestProjectInlineConfiguration[] {
  return engines.filter(engine => !isSkipped(engine, `kernels in ${engine.title}`)).map(kernelsInOne);
}

function kernelsInOne(engine: Engine): TestProjectInlineConfiguration {
  if (isMissing(engine)) throw new Error(engine.missing);
  return {
    test: {
      include: ['test/kernels/**/*.test.ts'],
      isolate: false,
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: engine.options }),
        instances: [{ browser: engine.name, name: engine.title }],
      },
    },
  };
}
