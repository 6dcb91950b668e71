import type { Locator } from 'playwright-core';
import type { Room } from './harness.js';

/** What follows a keystroke, on a machine that has other work. */
export const SOON = { timeout: 8000 };

/** What a visitor looks at and touches. */
export function hands({ page }: Room) {
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const panel = (name: string | RegExp): Locator => page.getByRole('region', { name });
  return {
    page,
    button,
    panel,
    file: page.locator('input[type=file]'),
    alert: page.getByRole('alert'),
    predicted: page.locator('.data-predicted'),
    /** Probabilities as the bars say them. */
    shares: async () =>
      (
        await panel(/^Predict a/)
          .locator('.bars')
          .innerText()
      ).match(/[01]\.\d{3}/g) ?? [],
    choose: (name: string, content: string | Buffer) =>
      page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(content) }),
    /** A file made in the page of a first line and a part that comes again and again: large ones take no time to send. */
    make: (name: string, head: string, body: string, times: number) =>
      page.evaluate(
        ({ name, head, body, times }) => {
          const part = new Blob([body]);
          const transfer = new DataTransfer();
          transfer.items.add(new File([head, ...Array.from({ length: times }, () => part)], name));
          const input = document.querySelector('input[type=file]') as HTMLInputElement;
          input.files = transfer.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        },
        { name, head, body, times },
      ),
    /** Waits until the file has been looked at, and trains. */
    async train() {
      await button('Train').click();
      await page.locator('.data-predicted').waitFor();
    },
  };
}
