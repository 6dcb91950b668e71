import { createJobs } from './jobs.js';

// Import maps do not reach workers: whole paths, which only the browser knows.
const paths: [index: string, csv: string] = ['/dist/index.js', '/dist/csv.js'];

self.onmessage = async ({ data: [job, argument] }) => {
  try {
    const softmax: typeof import('softmax-wasm') = await import(paths[0]);
    const csv: typeof import('softmax-wasm/csv') = await import(paths[1]);
    const jobs = createJobs({ ...softmax, ...csv }) as Record<string, (argument: never) => Promise<unknown>>;
    self.postMessage({ value: await jobs[job]?.(argument as never) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
