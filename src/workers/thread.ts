/** A thread of its own for a script: how Node starts one, and who starts it elsewhere. */
import { startInBrowser } from './browser-thread.js';

export interface Thread {
  post(message: unknown, transfer: ArrayBuffer[]): void;
  /** A message that has come and was not heard of yet, where an engine can tell without waiting. */
  poll?(): unknown;
  /** Whether the process stays alive for this thread; it does not, to begin with.  Means nothing in browsers and Deno. */
  hold(busy: boolean): void;
  /** Ends the thread, whatever it does; resolves when it has ended. */
  end(): Promise<void>;
}

export interface Listener {
  message(data: unknown): void;
  /** The thread has died, or could not start. */
  failure(reason: string): void;
}

/** What is used of Node's `worker_threads`. */
interface Referable {
  on(event: string, listener: (value: unknown) => void): void;
  ref(): void;
  unref(): void;
}
interface NodeWorker extends Referable {
  terminate(): Promise<number>;
}
interface NodePort extends Referable {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  close(): void;
}
interface WorkerThreads {
  Worker: new (source: string, options: object) => NodeWorker;
  MessageChannel: new () => { port1: NodePort; port2: NodePort };
  receiveMessageOnPort(port: NodePort): { message: unknown } | undefined;
}
interface NodeModules {
  'node:worker_threads': WorkerThreads;
  'node:os': { availableParallelism?(): number; cpus(): unknown[] };
}

/** One of Node's own modules, or null elsewhere.  Not imported: no bundler is to look for it. */
function builtin<N extends keyof NodeModules>(name: N): NodeModules[N] | null {
  const { process } = globalThis as {
    process?: { versions?: Record<string, string>; getBuiltinModule?: unknown };
  };
  if (!process?.versions?.node || process.versions.bun || process.versions.deno) return null;
  if (typeof process.getBuiltinModule !== 'function') return null;
  return process.getBuiltinModule(name) as NodeModules[N];
}

/** Whether a process of Node runs this, and lets it start threads: its permission model may not. */
export function nodeHasThreads(): boolean {
  const { process } = globalThis as { process?: { permission?: { has(scope: string): boolean } } };
  return builtin('node:worker_threads') !== null && process?.permission?.has('worker') !== false;
}

/** How many threads the machine runs at a time. */
export function hardwareThreads(): number {
  const os = builtin('node:os');
  if (os) return os.availableParallelism?.() ?? os.cpus().length;
  return (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1;
}

/**
 * Starts a thread that runs `source`, a classic script.
 * @throws Error where the engine has no threads
 */
export function startThread(source: string, listener: Listener): Thread {
  const node = builtin('node:worker_threads');
  if (node) return startInNode(node, source, listener);
  if (typeof Worker === 'function') return startInBrowser(source, listener);
  throw new Error(
    'this JavaScript engine has no workers: softmax-wasm needs Node 20.16 or a browser for workers, expected workers: 1',
  );
}

/** Messages go by a channel of its own, because that can be polled. */
function startInNode(node: WorkerThreads, source: string, { message, failure }: Listener): Thread {
  const { port1: port, port2 } = new node.MessageChannel();
  const options = { eval: true, execArgv: [], workerData: port2, transferList: [port2] };
  const worker = new node.Worker(source, options);
  worker.on('error', error => failure(String(error)));
  worker.on('exit', code => failure(`it ended with code ${code}`));
  port.on('message', message);
  port.on('messageerror', error => failure(`a message could not be read: ${error}`));
  const both = [worker, port];
  const hold = (busy: boolean) => {
    for (const each of both) busy ? each.ref() : each.unref();
  };
  hold(false);
  return {
    post: (data, transfer) => port.postMessage(data, transfer),
    poll: () => node.receiveMessageOnPort(port)?.message,
    hold,
    async end() {
      port.close();
      await worker.terminate();
    },
  };
}
