export type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** One line that is drawn over and over, and gone when the work is done. */
export interface ProgressLine {
  /**
   * @param share of the work that is done; null where nobody knows: then there is no bar
   * @param at milliseconds, of any one clock
   */
  show(share: number | null, text: string, at?: number): void;
  clear(): void;
}

/** Of the bar, where there is room: text comes first. */
const WIDEST = 24;
const NARROWEST = 8;
/** Milliseconds between two drawings. */
const EVERY = 80;

/** On stderr where that is a terminal that can clear a line; nothing elsewhere. */
export function progressLine(
  stream: Terminal = process.stderr,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ProgressLine {
  if (!stream.isTTY || env.TERM === 'dumb') return { show: () => {}, clear: () => {} };
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    show(share, text, at = performance.now()) {
      if (at - drawn < EVERY) return;
      drawn = at;
      const room = (stream.columns || 80) - 1;
      const width = Math.max(NARROWEST, Math.min(WIDEST, room - text.length - 2));
      const full = Math.round(Math.min(Math.max(share ?? 0, 0), 1) * width);
      const bar = share === null ? '' : `${'█'.repeat(full)}${'░'.repeat(width - full)}  `;
      stream.write(`\r${`${bar}${text}`.slice(0, room)}\x1b[K`);
    },
    clear() {
      if (drawn !== Number.NEGATIVE_INFINITY) stream.write('\r\x1b[K');
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}
