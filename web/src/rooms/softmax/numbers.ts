import { significant } from '../../ui/format.js';

/** A number of the room in a few characters; what is no number by its name. */
export function number(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
  return significant(value, digits).replaceAll('-', '−').replace('e+', 'e');
}

/** The same with its sign, which counts here. */
export function signed(value: number, decimals = 3): string {
  if (!Number.isFinite(value)) return number(value);
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** A share of 1. */
export function share(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : number(value);
}
