import { afterEach, beforeEach, vi } from 'vitest';

/** What is used of Node's Worker. */
interface NodeWorker {
  on(event: 'exit', listener: () => void): unknown;
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  terminate(): Promise<number>;
}
type WorkerClass = new (source: string, options: object) => NodeWorker;

export interface Watch {
  /** Workers that the test has started, in order. */
  readonly started: readonly NodeWorker[];
  /** How many of them have not ended. */
  readonly running: number;
  /** A script that a worker runs before its own, by its number. */
  prepend(script: (index: number) => string): void;
}

/** Watches the workers of each test, which must all end soon after it. */
export function watchWorkers(): Watch {
  const threads = (
    process as unknown as { getBuiltinModule(name: string): { Worker: WorkerClass } }
  ).getBuiltinModule('node:worker_threads');
  const { Worker } = threads;
  const started: NodeWorker[] = [];
  let running = 0;
  let prepended: (index: number) => string = () => '';
  beforeEach(() => {
    started.length = 0;
    running = 0;
    prepended = () => '';
    threads.Worker = class extends Worker {
      constructor(source: string, options: object) {
        super(`${prepended(started.length)}\n${source}`, options);
        started.push(this);
        running++;
        this.on('exit', () => running--);
      }
    };
  });
  afterEach(async () => {
    threads.Worker = Worker;
    await vi.waitFor(() => {
      if (running > 0) throw new Error(`${running} workers outlive their test`);
    });
  });
  return {
    started,
    get running() {
      return running;
    },
    prepend(script) {
      prepended = script;
    },
  };
}

/** A script that runs `action` when the worker is asked for `name` for the nth time, before it answers. */
export function onCall(name: string, nth: number, action: string): string {
  return `{
    let calls = 0;
    const threads = require('node:worker_threads');
    // Every message is to be an event.
    threads.receiveMessageOnPort = () => undefined;
    threads.workerData.on('message', request => {
      if (request.name === '${name}' && ++calls === ${nth}) { ${action} }
    });
  }`;
}
