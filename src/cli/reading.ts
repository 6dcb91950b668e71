import type { Output } from './output.js';
import { readingProgress } from './progress.js';
import { dataReport } from './report.js';
import type { DataSummary } from './training-rows.js';

/** Tells of a table while it is read, and what is in it when it has been. */
export function reading(output: Output) {
  const line = readingProgress();
  return {
    clear: line.clear,
    /** @param listen called when Ctrl-C is to stop what comes now, and no longer the program */
    told: (listen: () => void) => ({
      onRead: line.update,
      async onData(summary: DataSummary) {
        line.clear();
        listen();
        await output.text(`${dataReport(summary)}\n`);
      },
    }),
  };
}
