/** Work done between two turns of the event loop, in milliseconds: half a frame. */
export const SLICE_MS = 8;

/** Resolves in a later turn of the event loop, after input and timers had theirs. */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
