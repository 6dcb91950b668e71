import type { RenderFunction } from '@observablehq/plot';

export interface LegendLine {
  readonly text: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly strokeDasharray: string;
}

const SVG = 'http://www.w3.org/2000/svg';
const ROW = 17;
const SAMPLE = 24;

/** Samples of lines and their names, in the lower right of a chart, over a ground that lets them be read. */
export function legend(
  lines: readonly LegendLine[],
  { title, right, bottom }: { title: string; right: number; bottom: number },
): RenderFunction {
  return (_index, _scales, _values, { width, height }) => {
    const group = element('g', { class: 'legend' });
    const longest = Math.max(title.length, ...lines.map(line => line.text.length));
    const wide = SAMPLE + 14 + 6.6 * longest;
    const top = height - bottom - ROW * (lines.length + 1);
    const left = width - right - wide;
    group.append(
      element('rect', {
        x: left - 6,
        y: top - 4,
        width: wide + 8,
        height: ROW * (lines.length + 1) + 8,
        rx: 4,
        fill: 'var(--ground)',
        'fill-opacity': 0.88,
      }),
      letters(title, left + SAMPLE + 8, top + ROW / 2, 'var(--ink-soft)'),
    );
    for (const [i, { text, stroke, strokeWidth, strokeDasharray }] of lines.entries()) {
      const y = top + ROW * (i + 1.5);
      group.append(
        element('line', {
          x1: left,
          x2: left + SAMPLE,
          y1: y,
          y2: y,
          stroke,
          'stroke-width': strokeWidth,
          ...(strokeDasharray && { 'stroke-dasharray': strokeDasharray }),
        }),
        letters(text, left + SAMPLE + 8, y, 'var(--ink)'),
      );
    }
    return group as SVGGElement;
  };
}

function letters(text: string, x: number, y: number, fill: string): SVGElement {
  const made = element('text', { x, y, dy: '0.32em', fill, 'font-size': 12, 'text-anchor': 'start' });
  made.textContent = text;
  return made;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
