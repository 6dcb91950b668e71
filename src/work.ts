/**
 * Long work in pieces.  Whatever takes longer than a frame is a generator that yields between pieces of about a millisecond:
 * `finish` runs it at once, `inTurns` gives the event loop a turn whenever a slice has ended.  One text serves both.
 */
export type Work<T> = Generator<undefined, T, unknown>;

/** Work done between two turns of the event loop, in milliseconds: half a frame. */
export const SLICE_MS = 8;

/** Whether an answer is work that is still to be done. */
export function isWork<T>(answer: T | Promise<T> | Work<T>): answer is Work<T> {
  return typeof answer === 'object' && answer !== null && 'next' in answer;
}

/** Does all of it now. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * Does it in slices, the first one before this returns.
 * @throws the signal's reason where it is aborted between two of them: the work meets it where it stands, and cleans up
 */
export async function inTurns<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
  const slice = new Slice();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (!slice.over) continue;
    await slice.next();
    if (signal?.aborted) work.throw(signal.reason);
  }
}

/**
 * Rows 0 … count − 1, so many at a time.  The loop over them is in a plain function: engines compile it better than one in
 * a generator.
 */
export function* overRows(
  count: number,
  size: number,
  piece: (first: number, last: number) => void,
): Work<void> {
  for (let first = 0; first < count; first += size) {
    yield;
    piece(first, Math.min(first + size, count));
  }
}

/** What may be done before the event loop has its next turn. */
export class Slice {
  #end = performance.now() + SLICE_MS;

  get over(): boolean {
    return performance.now() >= this.#end;
  }

  /** Resolves in a later turn, when another slice begins. */
  async next(): Promise<void> {
    await nextTurn();
    this.#end = performance.now() + SLICE_MS;
  }
}

/** Who waits for a turn, in a browser: messages to oneself arrive after input and frames had theirs, timers only after 4 ms. */
const waiting: (() => void)[] = [];
let toSelf: MessagePort | null = null;

/** Resolves in a later turn of the event loop, after input and timers had theirs. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    toSelf ??= newPort();
    waiting.push(resolve);
    toSelf.postMessage(null);
  });
}

function newPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return port2;
}
