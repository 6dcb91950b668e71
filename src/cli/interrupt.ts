/** Ctrl-C's exit code in every shell: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** Signals of so many milliseconds are one Ctrl-C: who starts us, npx say, may pass on what the terminal sent us too. */
const SAME = 200;

/** When the last Ctrl-C was taken to stop work. */
let last = Number.NEGATIVE_INFINITY;

/** Whether a signal that comes now is the last Ctrl-C once more. */
export function isEcho(): boolean {
  return performance.now() - last <= SAME;
}

/** From `listen` on, the first Ctrl-C aborts the signal and the second ends the process. */
export interface Interruption {
  readonly signal: AbortSignal;
  listen(): void;
}

/**
 * Runs work that Ctrl-C is to end cleanly; null where that ended it before there was anything to show.
 * @param clear what is to be done in any case when the work is over
 */
export async function interruptible<T>(
  work: (interruption: Interruption) => Promise<T>,
  clear: () => void,
): Promise<T | null> {
  const controller = new AbortController();
  let over = false;
  const onInterrupt = () => {
    if (over || isEcho()) return;
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    last = performance.now();
    controller.abort();
  };
  try {
    return await work({ signal: controller.signal, listen: () => process.on('SIGINT', onInterrupt) });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return null;
  } finally {
    over = true;
    clear();
    const stopListening = () => process.off('SIGINT', onInterrupt);
    // What comes of the work is still to be shown: an echo does not end the process.
    if (isEcho()) setTimeout(stopListening, SAME).unref();
    else stopListening();
  }
}
