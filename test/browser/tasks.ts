import type { Browser, Page } from 'playwright-core';

/** A task of a page's own thread, in milliseconds. */
export interface Task {
  /** From its beginning to its end, as `longtask` entries have it. */
  ms: number;
  /** Of the processor: on a busy machine a task may begin and then wait for one. */
  cpuMs: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

const TASK = 'ThreadControllerImpl::RunTask';

/** What a call on a page comes to, and the tasks of the page's thread meanwhile.  Chromium alone. */
export async function tracedTasks<T>(
  page: Page,
  call: () => Promise<T>,
): Promise<{ result: T; tasks: Task[] }> {
  const browser = page.context().browser() as Browser;
  await browser.startTracing(page, { categories: ['toplevel'] });
  let trace: Buffer;
  let result: T;
  try {
    result = await call();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = traceEvents
    .filter(event => event.name === TASK && event.ph === 'X' && pages.has(threadOf(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1000, cpuMs: tdur / 1000 }));
  return { result, tasks };
}
