import { effect, signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'softmax-lab-theme';

/** What the visitor chose; kept in this browser. */
export const theme = signal<Theme>(stored());

/** Counts changes of the colours on screen, the system's own too: canvases paint again when it does. */
export const repaint = signal(0);

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Storage may be forbidden: then the choice lasts as long as the page.
  }
  repaint.value = repaint.peek() + 1;
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  repaint.value++;
});

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return THEMES.find(each => each === value) ?? 'system';
  } catch {
    return 'system';
  }
}
