/** Ctrl-C's exit code in every shell: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** Signals of so many milliseconds are one Ctrl-C: who starts us, npx say, may pass on what the terminal sent us too. */
const SAME = 200;

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
  let first = Number.POSITIVE_INFINITY;
  const onInterrupt = () => {
    const now = performance.now();
    if (now - first > SAME) process.exit(INTERRUPTED);
    if (controller.signal.aborted) return;
    first = now;
    controller.abort();
  };
  try {
    return await work({ signal: controller.signal, listen: () => process.on('SIGINT', onInterrupt) });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return null;
  } finally {
    clear();
    process.off('SIGINT', onInterrupt);
  }
}
