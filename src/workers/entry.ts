/** What runs in a worker: bundled as a classic script of its own, see scripts/build-worker.js. */
import { serve } from './host.js';
import type { Request, Response } from './protocol.js';

interface NodePort {
  on(event: 'message', listener: (request: Request) => void): void;
  on(event: 'messageerror', listener: (error: Error) => void): void;
  postMessage(response: Response, transfer: ArrayBuffer[]): void;
}

interface Scope {
  onmessage: ((event: { data: Request }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(response: Response, transfer: ArrayBuffer[]): void;
  process?: { getBuiltinModule?: (name: string) => { parentPort: NodePort | null } };
}

/** A call that cannot be read cannot be answered: the worker ends, so that nobody waits for it. */
function unreadable(error?: Error): never {
  throw new Error(`a message could not be read: ${error?.message ?? 'there may be too little memory'}`);
}

const scope = globalThis as unknown as Scope;
const port = scope.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (port) {
  port.on('messageerror', unreadable);
  serve(
    receive => port.on('message', receive),
    (response, transfer) => port.postMessage(response, transfer),
  );
} else {
  scope.onmessageerror = () => unreadable();
  serve(
    receive => {
      scope.onmessage = ({ data }) => receive(data);
    },
    (response, transfer) => scope.postMessage(response, transfer),
  );
}
