/** Rows of cells as aligned text. Columns are set flush right but for the first. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [j, cell] of row.entries()) widths[j] = Math.max(widths[j] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) =>
    row.map((cell, j) => (j === 0 ? cell.padEnd(widths[j] ?? 0) : cell.padStart(widths[j] ?? 0))).join('  ');
  return rows.map(row => `${indent}${line(row).trimEnd()}\n`).join('');
}

/** A line of the report: a caption, then what there is to say. */
export function entry(caption: string, text: string): string {
  return `${caption.padEnd(12)}${text}\n`;
}

export function shorten(text: unknown, width = 16): string {
  const line = String(text).replace(/\s+/g, ' ');
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

/** Four significant digits, without the zeros that carry nothing. */
export function number(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

/** The order of magnitude counts: 3.2e-5. */
export function small(value: number): string {
  return value.toExponential(1).replace('.0e', 'e');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

export function milliseconds(ms: number): string {
  if (ms < 1000) return `${number(ms, ms < 100 ? 2 : 3)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** A time that is only estimated. */
export function roughly(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${number(seconds / 3600, 2)} h`;
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${number(bytes / 1e3, 3)} kB` : `${number(bytes / 1e6, 3)} MB`;
}

export function integer(n: number): string {
  return n.toLocaleString('en-US');
}

export function plural(n: number, noun: string): string {
  return `${integer(n)} ${noun}${n === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}

/** The first items of a list. */
export function some(items: readonly string[], most = 12): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')}, …`;
}
