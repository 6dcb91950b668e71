import type { AxeResults, RunOptions } from 'axe-core';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const OPTIONS: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] },
  resultTypes: ['violations'],
};

declare const window: { axe?: typeof axe };

/** Runs axe on a page and fails with one line per element that breaks a rule: the rule, where, and what to change. */
export async function check(page: Page, within = 'html'): Promise<void> {
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe.source);
  const { violations }: AxeResults = await page.evaluate(
    ([within, options]) => (window.axe as typeof axe).run(within, options),
    [within, OPTIONS] as const,
  );
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => {
      const [, ...reasons] = failureSummary.split('\n').map(line => line.trim());
      return `${id}: ${target.join(' ')}: ${reasons.join('; ') || help}`;
    }),
  );
  if (lines.length > 0) throw new Error(`axe finds ${lines.length}:\n${lines.join('\n')}`);
}
