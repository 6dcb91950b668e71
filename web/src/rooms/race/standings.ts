import type { Answer, Contest, Finish, RacerId, Report, Stage } from './protocol.js';
import { factor, type Summary, summarize } from './statistics.js';

export type Phase = 'idle' | 'running' | 'over' | 'stopped' | 'failed';

/** All that has been reported of one race. */
export interface Standings {
  readonly phase: Phase;
  readonly workload: string;
  readonly threads: number;
  readonly stage: Stage;
  readonly running: { contest: Contest; racer: RacerId; round: number; done: number } | null;
  /** Milliseconds a call, in the order in which they were measured. */
  readonly samples: Readonly<Record<Contest, Partial<Record<RacerId, readonly number[]>>>>;
  readonly answers: readonly Answer[];
  readonly finishes: readonly Finish[];
  readonly failure: string;
}

export function fresh(workload: string, threads: number): Standings {
  return {
    phase: 'idle',
    workload,
    threads,
    stage: 'data',
    running: null,
    samples: { evaluation: {}, fit: {} },
    answers: [],
    finishes: [],
    failure: '',
  };
}

/** The standings after one more report. */
export function told(standings: Standings, report: Report): Standings {
  switch (report.kind) {
    case 'stage':
      return { ...standings, stage: report.stage };
    case 'answers':
      return { ...standings, answers: report.answers };
    case 'running': {
      const { contest, racer, round, done } = report;
      return { ...standings, running: { contest, racer, round, done } };
    }
    case 'sample': {
      const { contest, racer, ms } = report;
      const before = standings.samples[contest];
      const samples = { ...before, [racer]: [...(before[racer] ?? []), ms] };
      return { ...standings, samples: { ...standings.samples, [contest]: samples } };
    }
    case 'finishes':
      return { ...standings, finishes: report.finishes };
    case 'over':
      return { ...standings, phase: 'over', running: null };
    case 'failure':
      return { ...standings, phase: 'failed', running: null, failure: report.message };
  }
}

/** Share of the whole race that is over, about: evaluations first, then fits. */
export function progress({ phase, running, stage }: Standings): number {
  if (phase === 'over') return 1;
  if (running)
    return (
      0.05 + (running.contest === 'fit' ? 0.45 : 0) + running.done * (running.contest === 'fit' ? 0.5 : 0.4)
    );
  return { data: 0, pack: 0.01, answers: 0.02, warm: 0.04 }[stage];
}

export interface Result extends Summary {
  readonly racer: RacerId;
  readonly samples: readonly number[];
  /** How many times as fast as the textbook's loops; null until these have been timed. */
  readonly speedUp: number | null;
}

/** Everyone's times in a contest, in the order given. */
export function results({ samples }: Standings, contest: Contest, racers: readonly RacerId[]): Result[] {
  const of = samples[contest];
  const textbook = of.textbook ? summarize(of.textbook).median : null;
  return racers.flatMap(racer => {
    const measured = of[racer];
    if (!measured) return [];
    const summary = summarize(measured);
    return [{ ...summary, racer, samples: measured, speedUp: textbook && textbook / summary.median }];
  });
}

/** How far the values of F at the ends of the fits are from each other, as a share of the least. */
export function gap(finishes: readonly Finish[]): number {
  const values = finishes.map(({ objective }) => objective);
  const least = Math.min(...values);
  return (Math.max(...values) - least) / least;
}

/** What is odd about the result, or worth a sentence; '' for none. */
export function remark(of: readonly Result[], threads: number): string {
  const [all, one] = (['all', 'one'] as const).map(id => of.find(({ racer }) => racer === id));
  if (!all || !one) return '';
  const gain = one.median / all.median;
  if (gain > 0.95 && gain < 1.05) return `${threads} threads are as fast as one here.`;
  if (gain < 1) {
    return `${threads} threads take ${factor(1 / gain)} times as long as one here: there is too little work to share, or they do not have a core each.`;
  }
  return `${threads} threads are ${factor(gain)} times as fast as one.`;
}
