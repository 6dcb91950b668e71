import { signal } from '@preact/signals';
import { machine } from './machine.js';
import type { RacerId, Report, Start } from './protocol.js';
import { RACERS } from './protocol.js';
import { fresh, type Standings, told } from './standings.js';
import { WORKLOADS, type Workload } from './workloads.js';

export const here = machine();

/** What the next race is over. */
export const chosen = signal((WORKLOADS[0] as Workload).id);
export const standings = signal<Standings>(fresh(chosen.value, here.threads));

/** Who races on this machine: there is no second thread on one core. */
export const entrants: readonly RacerId[] = RACERS.filter(id => id !== 'all' || here.threads > 1);

let worker: Worker | null = null;

export function start(): void {
  worker?.terminate();
  standings.value = { ...fresh(chosen.value, here.threads), phase: 'running' };
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    standings.value = told(standings.value, data);
    if (data.kind === 'over' || data.kind === 'failure') end();
  };
  worker.onerror = event => {
    event.preventDefault();
    const message = event.message || 'its worker could not be started';
    standings.value = told(standings.value, { kind: 'failure', message });
    end();
  };
  worker.postMessage({ workload: chosen.value, threads: here.threads } satisfies Start);
}

/** Ends a race that is on, and keeps what has been measured. */
export function stop(): void {
  end();
  if (standings.value.phase === 'running')
    standings.value = { ...standings.value, phase: 'stopped', running: null };
}

/** Its threads end with it. */
function end(): void {
  worker?.terminate();
  worker = null;
}
