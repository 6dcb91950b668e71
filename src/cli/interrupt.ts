/** Ctrl-C's exit code in every shell: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** From `listen` on, the first Ctrl-C aborts the signal and the second ends the process. */
export function interruption(): { signal: AbortSignal; listen(): void; ignore(): void } {
  const controller = new AbortController();
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  return {
    signal: controller.signal,
    listen: () => process.on('SIGINT', onInterrupt),
    ignore: () => process.off('SIGINT', onInterrupt),
  };
}
