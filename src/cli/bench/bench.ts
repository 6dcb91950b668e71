import { availableParallelism } from 'node:os';
import { compiled } from '../../wasm/kernels.js';
import { entry, integer, milliseconds, number, plural, small, table } from '../format.js';
import { C, type Contest, contest, type Evaluator, type Fitter, TOL } from './contest.js';
import type { Problem } from './problem.js';
import { type Timing, timeInTurns } from './timing.js';

export interface BenchResult {
  problem: Pick<Problem, 'name' | 'rows' | 'features' | 'classes'>;
  engine: { node: string; cores: number; build: 'base' | 'relaxed'; threads: number };
  differences: Contest['differences'];
  evaluation: Record<Evaluator, Timing>;
  fit: Partial<Record<Fitter, Timing>>;
}

/** Milliseconds that the rounds of evaluations, and those of fits, may take. */
const BUDGET = 10_000;

/**
 * Verifies that all sides have the same answers, then times them in turns.
 * @param rounds at the most
 */
export async function bench(
  problem: Problem,
  rounds: number,
  onRound: (done: number, rounds: number) => void,
): Promise<BenchResult> {
  const { evaluations, fits, threads, differences } = await contest(problem);
  const evaluation = await timeInTurns(evaluations, rounds, BUDGET, done => onRound(done, 2 * rounds));
  const fit = await timeInTurns(fits as Record<Fitter, () => unknown>, rounds, BUDGET, done =>
    onRound(rounds + done, 2 * rounds),
  );
  const { name, rows, features, classes } = problem;
  return {
    problem: { name, rows, features, classes },
    engine: {
      node: process.versions.node,
      cores: availableParallelism(),
      build: compiled(false).build,
      threads,
    },
    differences,
    evaluation,
    fit,
  };
}

export function benchReport({ problem, engine, differences, evaluation, fit }: BenchResult): string {
  const { name, rows, features, classes } = problem;
  const { node, cores, build, threads } = engine;
  const simd = build === 'relaxed' ? 'relaxed SIMD' : 'SIMD, not relaxed';
  const { objective, gradient, minimum } = differences;
  return [
    entry(
      'data',
      `${name}: ${plural(rows, 'row')} × ${plural(features, 'feature')}, ${plural(classes, 'class')}`,
    ) +
      entry('engine', `Node ${node}, ${plural(cores, 'core')}, ${simd}, float32`) +
      entry(
        'answers',
        `agree: objective to ${small(objective)}, gradient to ${small(gradient)}, minimum to ${small(minimum)}, relative`,
      ),
    `one evaluation of loss and gradient, on one thread\n${timingTable(evaluation, threads)}`,
    `a fit, C ${C}, tol ${small(TOL)}, solver lbfgs for all\n${timingTable(fit, threads)}`,
  ].join('\n');
}

function timingTable(timings: Partial<Record<Fitter, Timing>>, threads: number): string {
  const base = timings['softmax-wasm']?.median as number;
  const rows = Object.entries(timings).map(([name, { median, spread, rounds }]) => [
    name === 'all threads' ? `softmax-wasm, ${plural(threads, 'thread')}` : name,
    median < 0.1 ? `${number(1000 * median, 3)} µs` : milliseconds(median),
    `± ${number(100 * spread, 2)} %`,
    integer(rounds),
    name === 'softmax-wasm' ? '' : `${number(median / base, 2)}× as long`,
  ]);
  return table([['', 'median', 'spread', 'rounds', ''], ...rows]);
}

export function benchDocument(result: BenchResult): object {
  return { command: 'bench', ...result };
}
