/** Timing and tables. */

/**
 * @typedef {object} Summary
 * @property {number} min
 * @property {number} median
 * @property {number} mean
 * @property {number} spread half the distance between the quartiles, as a fraction of the median
 * @property {number} samples
 */

/** @param {readonly number[]} samples at least one @returns {Summary} */
export function summarize(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (/** @type {number} */ q) => {
    const position = q * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
  };
  const median = at(0.5);
  return {
    min: sorted[0],
    median,
    mean: sorted.reduce((sum, v) => sum + v, 0) / sorted.length,
    spread: (at(0.75) - at(0.25)) / 2 / median,
    samples: sorted.length,
  };
}

/** Milliseconds that one call takes. @param {() => unknown} run */
export function milliseconds(run) {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/**
 * Milliseconds per call: warms up, then times batches long enough for the clock.
 * @param {() => unknown} run
 * @param {{ warmUpMs?: number, batchMs?: number, batches?: number }} [options]
 * @returns {Summary}
 */
export function measure(run, { warmUpMs = 50, batchMs = 5, batches = 20 } = {}) {
  let calls = 0;
  let spent = 0;
  while (spent < warmUpMs) {
    spent += milliseconds(run);
    calls++;
  }
  const size = Math.max(1, Math.round((batchMs * calls) / spent));
  const samples = Array.from({ length: batches }, () => {
    const batch = () => {
      for (let i = 0; i < size; i++) run();
    };
    return milliseconds(batch) / size;
  });
  return summarize(samples);
}

/** Three significant digits without an exponent. @param {number} value */
export function digits3(value) {
  if (!Number.isFinite(value)) return '–';
  const whole = Math.floor(Math.log10(Math.abs(value) || 1));
  return value.toFixed(Math.min(6, Math.max(0, 2 - whole)));
}

/** @param {number} fraction */
export const percent = fraction => `${(100 * fraction).toFixed(0)} %`;

/**
 * Columns as wide as their widest cell; the first two aligned left, numbers right.
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
export function table(header, rows) {
  const widths = header.map((title, c) => Math.max(title.length, ...rows.map(row => row[c].length)));
  const line = (/** @type {readonly string[]} */ cells) =>
    cells
      .map((cell, c) => (c < 2 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map(width => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
