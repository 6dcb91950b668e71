import type { Curvature } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import { type DensePlan, parameterCount } from './dense-plan.js';
import { KernelFactors } from './kernel-factors.js';
import { KernelSweeps } from './kernel-sweeps.js';

/** What sums of products in each precision leave, relative to a matrix's diagonal. */
const ROUNDING = { float32: 1e-6, float64: 1e-14 };

/** What of a plan says so; without `centre` rows are stored as they are. */
type Shape = Pick<DensePlan, 'rows' | 'cols' | 'nClasses' | 'fitIntercept' | 'precision'> &
  Partial<Pick<DensePlan, 'centre' | 'shifted'>>;

/** All of a curvature but what takes a pass over rows. */
export function curvatureShape(
  plan: Shape,
  instantiate: Instantiate,
): Omit<Curvature, 'gram' | 'hessianVector' | 'hessian' | 'diagonal'> {
  const { rows, nClasses, centre, fitIntercept, shifted, precision } = plan;
  const blockSize = parameterCount(plan) / nClasses;
  let kernelFactors: KernelFactors | null = null;
  let kernelSweeps: KernelSweeps | null = null;
  return {
    rows,
    classes: nClasses,
    blockSize,
    offset: fitIntercept && !shifted ? centre?.slice() : undefined,
    rounding: ROUNDING[precision],
    factors(side = blockSize, exact = false) {
      kernelFactors ??= new KernelFactors(instantiate);
      return kernelFactors.renew(side, exact);
    },
    sweeps(m) {
      kernelSweeps ??= new KernelSweeps(instantiate);
      return kernelSweeps.renew(m);
    },
  };
}

/** The step that Gram matrices really take for one that is asked for: the plan's own, or a multiple of it, or a finer one. */
export function gramStep({ sampleEvery: base }: DensePlan, sampleEvery: number): number {
  const wanted = Math.max(1, Math.round(sampleEvery));
  return wanted < base ? wanted : base * Math.round(wanted / base);
}
