import { type PlotOptions, plot } from '@observablehq/plot';

/** A chart for a width in pixels. */
export type Drawing = (width: number) => PlotOptions;

/** Below it a page is a phone's. */
export const NARROW = 480;

/** Letters over lines keep a rim of the page's ground. */
export const LETTERS = { fontSize: 12, fill: 'var(--ink)', stroke: 'var(--ground)', strokeWidth: 4 };

/** Draws a chart in its place, again whenever that changes its width. */
export function draw(place: HTMLElement, drawing: Drawing): void {
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(place.getBoundingClientRect().width);
    if (width === 0 || width === drawn) return;
    drawn = width;
    const chart = plot({ width, style: { background: 'none', fontSize: '12px' }, ...drawing(width) });
    // Its place has a label that says more than Plot's names of marks.
    chart.setAttribute('aria-hidden', 'true');
    place.replaceChildren(chart);
  };
  new ResizeObserver(redraw).observe(place);
  redraw();
}
