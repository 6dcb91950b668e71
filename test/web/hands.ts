// What a visitor's hands do and playwright has no single call for.

import type { Locator, Page } from 'playwright-core';

/** Stops in a room are fewer: beyond it the focus has gone round. */
const MOST_TABS = 200;

export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is not reached by ${MOST_TABS} presses of Tab`);
}

export function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate(element => element === document.activeElement);
}

/** Wide enough for an outline and its offset. */
const OUTLINE = 8;

export async function showsFocus(page: Page): Promise<void> {
  const focused = page.locator(':focus');
  const name = await focused.evaluate(element => element.outerHTML.slice(0, 200));
  const box = await focused.boundingBox();
  if (box === null) throw new Error(`${name} has the focus and is not on the screen`);
  const clip = {
    x: Math.max(0, box.x - OUTLINE),
    y: Math.max(0, box.y - OUTLINE),
    width: box.width + 2 * OUTLINE,
    height: box.height + 2 * OUTLINE,
  };
  const before = await page.screenshot({ clip });
  await focused.evaluate(element => (element as HTMLElement).blur());
  const after = await page.screenshot({ clip });
  if (before.equals(after)) throw new Error(`${name} looks the same with the focus and without`);
}

interface Dropped {
  name: string;
  type?: string;
  text: string;
}

/** The events that a page sees when a file is dragged over an element and let go. */
export async function dropFile(target: Locator, { name, type = 'text/csv', text }: Dropped): Promise<void> {
  await target.evaluate(
    (element, { name, type, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type }));
      for (const kind of ['dragenter', 'dragover', 'drop'])
        element.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { name, type, text },
  );
}
