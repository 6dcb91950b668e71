import * as softmax from 'softmax-wasm';
import * as csv from 'softmax-wasm/csv';
import { createJobs, type Job, type Jobs } from './jobs.js';

/** What tests call: a job on the page's own thread, or in a worker. */
export interface Calls {
  onPage: Jobs;
  inWorker<J extends Job>(job: J, argument: Parameters<Jobs[J]>[0]): Promise<Awaited<ReturnType<Jobs[J]>>>;
}

const calls: Calls = {
  onPage: createJobs({ ...softmax, ...csv }),
  inWorker: (job, argument) =>
    new Promise((resolve, reject) => {
      const worker = new Worker('/pages/worker.js', { type: 'module' });
      worker.onmessage = ({ data }) =>
        'error' in data ? reject(new Error(data.error)) : resolve(data.value);
      worker.onerror = event => reject(new Error(event.message || 'the worker did not start'));
      worker.postMessage([job, argument]);
    }),
};
Object.assign(globalThis, { calls });
