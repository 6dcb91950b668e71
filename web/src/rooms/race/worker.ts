/// <reference lib="webworker" />
import type { Report, Start } from './protocol.js';
import { race } from './race.js';

declare const self: DedicatedWorkerGlobalScope;

/** The race has a thread of its own, so that the page stays free while plain JavaScript holds it. */
self.onmessage = ({ data }: MessageEvent<Start>) => {
  const report = (report: Report) => self.postMessage(report);
  race(data, report, performance).catch(error => {
    report({ kind: 'failure', message: error instanceof Error ? error.message : String(error) });
  });
};
