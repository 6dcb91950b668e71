/** What runs in a worker: bundled as a classic script of its own, see scripts/build-worker.js. */
import { serve } from './host.js';
import type { Request, Response } from './protocol.js';

interface NodePort {
  on(event: 'message', listener: (request: Request) => void): void;
  postMessage(response: Response, transfer: ArrayBuffer[]): void;
}

interface Scope {
  onmessage: ((event: { data: Request }) => void) | null;
  postMessage(response: Response, transfer: ArrayBuffer[]): void;
  process?: { getBuiltinModule?: (name: string) => { parentPort: NodePort | null } };
}

const scope = globalThis as unknown as Scope;
const port = scope.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (port) {
  serve(
    receive => port.on('message', receive),
    (response, transfer) => port.postMessage(response, transfer),
  );
} else {
  serve(
    receive => {
      scope.onmessage = ({ data }) => receive(data);
    },
    (response, transfer) => scope.postMessage(response, transfer),
  );
}
