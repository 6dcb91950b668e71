import type { Listener, Thread } from './thread.js';

/** Whether a policy has refused a script from a blob: URL before: it will again. */
let blobRefused = false;

const NOT_STARTED =
  'it did not start (a Content-Security-Policy needs worker-src blob:, or softmax-wasm-worker.js of this package beside the script)';

/**
 * A worker of a page, of another worker, of Deno or of Bun, which runs `source` from a blob: URL.  Where a policy forbids
 * that, it runs the file of the same text which the package ships: bundlers that know the pattern below emit it, others
 * leave it alone.
 *
 * A refusal comes later, as an error event that says nothing, and buffers that were transferred are lost by then: nothing
 * is sent until the script has said that it runs.
 */
export function startInBrowser(source: string, { message, failure }: Listener): Thread {
  let worker: Worker | null = null;
  let waiting: [message: unknown, transfer: ArrayBuffer[]][] = [];
  let running = false;
  let ended = false;
  let busy = false;
  let release = () => {};

  /** Bun's workers hold their process, or do not; Deno's always do, until they end. */
  const hold = () => {
    const held = worker as { ref?(): void; unref?(): void } | null;
    if (busy) held?.ref?.();
    else held?.unref?.();
  };

  /** @param refused told that it did not start */
  const start = (create: () => Worker, refused: () => void) => {
    let created: Worker;
    try {
      created = create();
    } catch {
      refused();
      return;
    }
    worker = created;
    hold();
    created.onmessage = ({ data }) => {
      if (running) {
        message(data);
        return;
      }
      running = true;
      release();
      for (const [message, transfer] of waiting) created.postMessage(message, transfer);
      waiting = [];
    };
    created.onmessageerror = () => failure('a message could not be read');
    created.onerror = event => {
      event.preventDefault();
      release();
      if (running || event.message) failure(event.message || 'it ended');
      else refused();
    };
  };

  const startFile = () =>
    start(
      () => new Worker(new URL('./softmax-wasm-worker.js', import.meta.url)),
      () => failure(NOT_STARTED),
    );
  const startBlob = () => {
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    release = () => URL.revokeObjectURL(url);
    start(
      () => {
        const name = 'softmax-wasm';
        try {
          return new Worker(url, { name });
        } catch {
          // Deno has module workers alone, Firefox before 114 classic ones.
          return new Worker(url, { name, type: 'module' });
        }
      },
      () => {
        blobRefused = true;
        if (!ended) startFile();
      },
    );
  };
  if (blobRefused) startFile();
  else startBlob();

  return {
    post(data, transfer) {
      if (running) worker?.postMessage(data, transfer);
      else waiting.push([data, transfer]);
    },
    hold(now) {
      busy = now;
      hold();
    },
    async end() {
      ended = true;
      release();
      waiting = [];
      worker?.terminate();
    },
  };
}
