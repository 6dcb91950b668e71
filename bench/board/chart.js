/**
 * Suboptimality against time as SVG, both logarithmic, one line a peer. Written by hand: scales, ticks and polylines are these
 * few lines, and what a charting package would add is its install.
 */

/** @typedef {{ label: string, style: string, points: { ms: number, gap: number }[] }} Line style is a class below */

const WIDTH = 820;
const HEIGHT = 440;
const PLOT = { left: 78, right: 600, top: 48, bottom: 380 };
const FLOOR = 1e-8;
const TOP = 10;
const TARGETS = [1e-3, 1e-6];

// Okabe and Ito's colours, which colour-blind readers tell apart; lighter ones where the page is dark.
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600; font-size: 15px }
  .grid { stroke: #000; stroke-opacity: .1 }
  .target { stroke: #000; stroke-opacity: .45; stroke-dasharray: 2 3 }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  .dot { stroke: none }
  .ours { stroke: #0060b0; fill: #0060b0; stroke-width: 3.5 }
  .js { stroke: #777; fill: #777 }
  .tfjs { stroke: #d55e00; fill: #d55e00 }
  .sklearn { stroke: #00805c; fill: #00805c }
  .torch { stroke: #b0508c; fill: #b0508c }
  .dash { stroke-dasharray: 7 4 } .dots { stroke-dasharray: 2 3 } .mixed { stroke-dasharray: 8 3 2 3 }
  polyline { fill: none !important }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .grid, .target { stroke: #fff }
    .ours { stroke: #5ab0ff; fill: #5ab0ff } .js { stroke: #aaa; fill: #aaa }
    .tfjs { stroke: #ff9a4d; fill: #ff9a4d } .sklearn { stroke: #2fcf9f; fill: #2fcf9f }
    .torch { stroke: #f08fc8; fill: #f08fc8 }
  }`;

const escaped = (/** @type {string} */ text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param {number} low @param {number} high @param {number} from @param {number} to */
const logScale = (low, high, from, to) => (/** @type {number} */ value) =>
  from + ((Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))) * (to - from);

/** @param {number} low @param {number} high both powers of ten */
const decades = (low, high) =>
  Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);

/** @param {number} ms */
const duration = ms => (ms >= 1000 ? `${ms / 1000} s` : `${Number(ms.toPrecision(1))} ms`);

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** @param {number} power of ten */
function powerOfTen(power) {
  const exponent = Math.round(Math.log10(power));
  if (exponent === 0) return '1';
  if (exponent === 1) return '10';
  return `10${exponent < 0 ? '⁻' : ''}${SUPERSCRIPTS[Math.abs(exponent)]}`;
}

/** The best so far, between the chart's bounds; nothing of what never gets below the top. @param {Line['points']} points */
function visible(points) {
  let best = Number.POSITIVE_INFINITY;
  const kept = [];
  for (const { ms, gap } of [...points].sort((a, b) => a.ms - b.ms)) {
    if (gap >= best && kept.length > 0) continue;
    best = gap;
    if (gap <= TOP) kept.push({ ms, gap: Math.max(gap, FLOOR) });
    if (gap <= 2 * FLOOR) break;
  }
  return kept;
}

/**
 * @param {string} title
 * @param {readonly Line[]} lines
 * @returns {string} a complete SVG document
 */
export function chart(title, lines) {
  const shown = lines.map(line => ({ ...line, points: visible(line.points) }));
  if (shown.every(({ points }) => points.length === 0)) throw new RangeError(`${title}: nothing to show`);
  const times = shown.flatMap(({ points }) => points.map(({ ms }) => ms));
  const low = 10 ** Math.floor(Math.log10(Math.min(...times)));
  const high = Math.max(10 * low, 10 ** Math.ceil(Math.log10(Math.max(...times))));
  const x = logScale(low, high, PLOT.left, PLOT.right);
  const y = logScale(FLOOR, TOP, PLOT.bottom, PLOT.top);
  const at = (/** @type {number} */ value) => value.toFixed(1);
  const rule = (
    /** @type {string} */ name,
    x1 = PLOT.left,
    y1 = PLOT.top,
    x2 = PLOT.right,
    y2 = PLOT.bottom,
  ) => `<line class="${name}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;
  const text = (
    /** @type {number} */ tx,
    /** @type {number} */ ty,
    /** @type {string} */ content,
    rest = '',
  ) => `<text x="${at(tx)}" y="${at(ty)}"${rest}>${escaped(content)}</text>`;

  const grid = [
    ...decades(low, high).flatMap(ms => [
      rule('grid', x(ms), PLOT.top, x(ms), PLOT.bottom),
      text(x(ms), PLOT.bottom + 20, duration(ms), ' text-anchor="middle"'),
    ]),
    ...decades(FLOOR, TOP).flatMap(gap => [
      rule(
        TARGETS.some(target => Math.abs(gap / target - 1) < 1e-9) ? 'target' : 'grid',
        PLOT.left,
        y(gap),
        PLOT.right,
        y(gap),
      ),
      text(PLOT.left - 8, y(gap) + 4, powerOfTen(gap), ' text-anchor="end"'),
    ]),
  ];
  const drawn = shown.map(({ label, style, points }, i) => {
    const path = points.map(({ ms, gap }) => `${at(x(ms))},${at(y(gap))}`).join(' ');
    const row = PLOT.top + 10 + 22 * i;
    if (points.length === 0) return text(PLOT.right + 50, row + 4, `${label}: above ${TOP}`);
    const end = points[points.length - 1];
    return [
      `<polyline class="line ${style}" points="${path}"/>`,
      `<circle class="dot ${style}" cx="${at(x(end.ms))}" cy="${at(y(end.gap))}" r="3"/>`,
      `<line class="line ${style}" x1="${PLOT.right + 16}" y1="${row}" x2="${PLOT.right + 44}" y2="${row}"/>`,
      text(PLOT.right + 50, row + 4, label),
    ].join('\n');
  });
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    text(PLOT.left, 24, title, ' class="title"'),
    ...grid,
    ...drawn,
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 16, 'time from arrays in memory', ' text-anchor="middle"'),
    text(0, 0, '(F − F*)/F*', ` text-anchor="middle" transform="translate(20 ${middle}) rotate(-90)"`),
    '</svg>',
    '',
  ].join('\n');
}
