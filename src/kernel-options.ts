import { invalidType, invalidValue } from './errors.js';
import type { Precision } from './wasm/precision.js';

/** The options that choose kernels: all that prediction reads. */
export interface KernelOptions {
  /** Of stored rows and arithmetic; parameters are float64. */
  readonly precision: Precision;
  /** The same bits on every machine, at the price of fused multiply-add. */
  readonly deterministic: boolean;
}

/** One check per option. */
export const KERNEL_CHECKS = {
  precision(value: unknown): void {
    if (value !== 'float32' && value !== 'float64')
      throw invalidValue('precision', "'float32' or 'float64'", value);
  },
  deterministic(value: unknown): void {
    if (typeof value !== 'boolean') throw invalidType('deterministic', 'true or false', value);
  },
};

/**
 * Fills in defaults.
 * @throws TypeError for a value of the wrong kind, RangeError for a wrong value
 */
export function kernelOptions(options: Partial<KernelOptions>): KernelOptions {
  const { precision = 'float32', deterministic = false } = options;
  KERNEL_CHECKS.precision(precision);
  KERNEL_CHECKS.deterministic(deterministic);
  return { precision, deterministic };
}
