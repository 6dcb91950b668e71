/** Ctrl-C's exit code in every shell: 128 + SIGINT. */
export const INTERRUPTED = 130;

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
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
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
