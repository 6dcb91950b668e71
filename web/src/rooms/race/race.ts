import { checkData, compare, judgeFits } from './answers.js';
import { generate, somePoint } from './data.js';
import type { RacerId, Report, Start } from './protocol.js';
import { type Fitted, field, type Racer } from './racers.js';
import { type Clock, contest, type Limits, warmUp } from './rounds.js';
import { workloadOf } from './workloads.js';

export interface Pace {
  readonly warmMs: number;
  readonly evaluation: Limits;
  readonly fit: Limits;
}

export const PACE: Pace = {
  warmMs: 60,
  evaluation: { least: 5, most: 30, budgetMs: 4000, repetitionMs: 40 },
  fit: { least: 3, most: 20, budgetMs: 5000, repetitionMs: 40 },
};

/** The whole race: data, answers compared, evaluations timed, fits timed, optima compared. */
export async function race(
  { workload, threads }: Start,
  report: (report: Report) => void,
  clock: Clock,
  pace: Pace = PACE,
): Promise<void> {
  report({ kind: 'stage', stage: 'data' });
  const data = generate(workloadOf(workload));
  checkData(data);
  report({ kind: 'stage', stage: 'pack' });
  const everyone = field(data, threads);
  report({ kind: 'stage', stage: 'answers' });
  const w = somePoint(data);
  report({ kind: 'answers', answers: await compare(everyone, w) });
  report({ kind: 'stage', stage: 'warm' });

  const gradient = new Float64Array(w.length);
  const evaluations = everyone.racers.map(racer => ({
    id: racer.id,
    call: () => racer.evaluate(w, gradient),
  }));
  for (const { call } of evaluations) await warmUp(call, clock, pace.warmMs);
  await contest(evaluations, pace.evaluation, watcher('evaluation', report), clock);
  for (const racer of everyone.racers) racer.endEvaluations();

  const fits = new Map<Racer, Fitted>();
  const fitting = everyone.racers.map(racer => ({
    id: racer.id,
    async call() {
      fits.set(racer, await racer.fit());
    },
  }));
  await contest(fitting, pace.fit, watcher('fit', report), clock);
  report({ kind: 'finishes', finishes: judgeFits(everyone, fits) });
  report({ kind: 'over' });
}

function watcher(contest: 'evaluation' | 'fit', report: (report: Report) => void) {
  return {
    running: (racer: RacerId, round: number, done: number) =>
      report({ kind: 'running', contest, racer, round, done }),
    sample: (racer: RacerId, ms: number) => report({ kind: 'sample', contest, racer, ms }),
  };
}
