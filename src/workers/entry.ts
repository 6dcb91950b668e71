/** What runs in a worker: bundled as a classic script of its own, see scripts/build-worker.js. */
import { serve } from './host.js';
import type { Request, Response } from './protocol.js';

/**
 * How long a worker in Node looks out for the next call before it sleeps, in milliseconds.  Between two evaluations a
 * solver needs less, and a thread that is woken may be put on the core of the one that woke it: behind it, not beside it.
 */
const LOOK_OUT_MS = 1;

interface NodePort {
  on(event: 'message', listener: (request: Request) => void): void;
  on(event: 'messageerror', listener: (error: Error) => void): void;
  postMessage(response: Response, transfer: ArrayBuffer[]): void;
}

interface WorkerThreads {
  workerData: NodePort | null;
  receiveMessageOnPort(port: NodePort): { message: Request } | undefined;
}

interface Scope {
  onmessage: ((event: { data: Request }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(response: Response, transfer: ArrayBuffer[]): void;
  process?: { getBuiltinModule?: (name: string) => WorkerThreads };
}

/** A call that cannot be read cannot be answered: the worker ends, so that nobody waits for it. */
function unreadable(error?: Error): never {
  throw new Error(`a message could not be read: ${error?.message ?? 'there may be too little memory'}`);
}

function serveInNode(threads: WorkerThreads, port: NodePort): void {
  port.on('messageerror', unreadable);
  const receive = serve((response, transfer) => port.postMessage(response, transfer));
  port.on('message', request => {
    receive(request);
    for (let end = performance.now() + LOOK_OUT_MS; performance.now() < end; ) {
      const next = threads.receiveMessageOnPort(port);
      if (!next) continue;
      receive(next.message);
      end = performance.now() + LOOK_OUT_MS;
    }
  });
}

const scope = globalThis as unknown as Scope;
const threads = scope.process?.getBuiltinModule?.('node:worker_threads');
if (threads?.workerData) serveInNode(threads, threads.workerData);
else {
  scope.onmessageerror = () => unreadable();
  const receive = serve((response, transfer) => scope.postMessage(response, transfer));
  scope.onmessage = ({ data }) => receive(data);
  // What browser-thread.ts waits for.
  scope.postMessage({ id: 0 }, []);
}
