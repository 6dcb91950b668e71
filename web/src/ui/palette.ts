/** Colours of the styles, by name, for what is painted rather than styled. */

export const MOST_CLASSES = 10;

/** The colour of class k, as styles and SVG take it. */
export function classColor(k: number): string {
  return `var(--class-${k % MOST_CLASSES})`;
}

/** What a colour of the styles is on screen now, red, green and blue in 0 … 255. */
export function onScreen(color: string): [number, number, number] {
  const probe = document.createElement('span');
  probe.style.color = color;
  document.body.append(probe);
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  return [red, green, blue];
}

/** A class and its colour. */
export function classSymbol(k: number): string {
  return SYMBOLS[k % SYMBOLS.length] as string;
}

/** Shapes that stay apart without colour, as charts name them. */
const SYMBOLS = [
  'circle',
  'square',
  'triangle',
  'diamond2',
  'cross',
  'star',
  'wye',
  'hexagon',
  'times',
  'asterisk',
];
