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

const WIDTH = 24;
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
      const full = Math.round(Math.min(Math.max(share ?? 0, 0), 1) * WIDTH);
      const bar = share === null ? '' : `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}  `;
      stream.write(`\r${`${bar}${text}`.slice(0, (stream.columns || 80) - 1)}\x1b[K`);
    },
    clear() {
      if (drawn !== Number.NEGATIVE_INFINITY) stream.write('\r\x1b[K');
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}
