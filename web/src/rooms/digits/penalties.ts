import type { Precision } from 'softmax-wasm';

/** The penalties on offer, by the name of their C. */
export const PENALTIES = ['0.001', '0.1', '1', '10000', 'Infinity'] as const;
export type Penalty = (typeof PENALTIES)[number];
export const PRECISIONS: readonly Precision[] = ['float32', 'float64'];

export const PENALTY_NAMES: Partial<Record<Penalty, string>> = { '10000': '10 000', Infinity: 'none' };

/** C as the page writes it. */
export function nameOfC(C: number): string {
  return C === Infinity ? 'no penalty' : `C = ${PENALTY_NAMES[String(C) as Penalty] ?? C}`;
}
