import { fits } from './fits.js';

/** Asks a module worker of this consumer, which imports the library itself. */
function inWorker(options) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onerror = event => reject(new Error(event.message || 'the worker did not start'));
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.postMessage(options);
  });
}

globalThis.consumer = { onPage: fits, inWorker };
