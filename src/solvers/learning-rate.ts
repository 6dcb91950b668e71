import { describe, invalidType, invalidValue } from '../errors.js';

/** The step of a stochastic solver at step t, counted from 0. */
export type Rate = (t: number) => number;

/**
 * How the rate η of sgd and adam changes with the steps t = 0, 1, …, one a batch:
 *
 *     'constant'     η
 *     'invscaling'   η/√(1 + t)
 *     'optimal'      η/(1 + η·λ·t), λ the ridge factor in the mean objective: η/t in the end (Bottou 2012)
 *     'cosine'       η·½(1 + cos(π·t/T)), T the steps of maxIter epochs (Loshchilov and Hutter 2017)
 *     a function     t ↦ rate
 */
export type LearningRateSchedule = 'constant' | 'invscaling' | 'optimal' | 'cosine' | ((t: number) => number);

const SCHEDULES: Record<string, (eta: number, lambda: number, steps: number) => Rate> = {
  constant: eta => () => eta,
  invscaling: eta => t => eta / Math.sqrt(1 + t),
  optimal: (eta, lambda) => t => eta / (1 + eta * lambda * t),
  cosine: (eta, _, steps) => t => 0.5 * eta * (1 + Math.cos((Math.PI * Math.min(t, steps)) / steps)),
};

/** @throws TypeError, RangeError for what is no schedule */
export function checkSchedule(value: unknown): void {
  if (typeof value === 'function') return;
  const expected = `one of ${Object.keys(SCHEDULES).map(describe).join(', ')} or a function`;
  if (typeof value !== 'string') throw invalidType('learningRateSchedule', expected, value);
  if (!Object.hasOwn(SCHEDULES, value)) throw invalidValue('learningRateSchedule', expected, value);
}

/**
 * @param convexity λ of 'optimal'
 * @param steps T of 'cosine'; undefined where nobody knows how many there will be
 */
export function rateOf(
  schedule: LearningRateSchedule,
  learningRate: number,
  convexity: number,
  steps: number | undefined,
): Rate {
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw invalidValue('learningRate', 'a positive number', learningRate);
  }
  checkSchedule(schedule);
  if (typeof schedule === 'function') {
    return t => {
      const rate = schedule(t);
      if (typeof rate === 'number' && rate >= 0 && rate < Infinity) return rate;
      throw invalidValue(`learningRateSchedule(${t})`, 'a number of at least 0', rate);
    };
  }
  if (schedule === 'cosine' && steps === undefined) {
    throw invalidValue('learningRateSchedule', 'one that needs no number of steps, for a stream', schedule);
  }
  return (SCHEDULES[schedule] as (typeof SCHEDULES)[string])(learningRate, convexity, steps ?? 1);
}
