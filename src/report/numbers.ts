/** Numbers as people read them; for the page's text and its charts alike. */

export function integer(n: number): string {
  return n.toLocaleString('en-US');
}

/** So many significant digits, without zeros that carry nothing; very large and small ones as powers of ten. */
export function significant(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return power(value, digits);
  const text = String(Number(value.toPrecision(digits)));
  return text.replace('-', '−');
}

/** 3.2 × 10⁻⁵ */
export function power(value: number, digits = 2): string {
  if (value === 0) return '0';
  const [factor, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  const raised = [...String(Number(exponent))].map(sign => RAISED[sign] ?? sign).join('');
  const short = String(Number(factor)).replace('-', '−');
  return short === '1' ? `10${raised}` : `${short} × 10${raised}`;
}

const RAISED: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

export function fixed(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits).replace('-', '−');
}

export function duration(ms: number): string {
  if (ms < 1000) return `${significant(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

export function plural(n: number, noun: string, many = `${noun}s`): string {
  return `${integer(n)} ${n === 1 ? noun : many}`;
}

export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
