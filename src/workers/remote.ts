import source from './generated/source.js';
import { DISPOSED, type Peer } from './peer.js';
import type { CallName, Calls, Response } from './protocol.js';
import { startThread, type Thread } from './thread.js';

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

const ERRORS: Record<string, new (message: string) => Error> = { RangeError, TypeError };

/** A worker and the calls it has not answered yet. */
export class Remote implements Peer {
  readonly #thread: Thread;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  /** Why it answers no more. */
  #over: Error | null = null;

  /** @throws Error where the engine has no threads */
  constructor(name: string) {
    this.#thread = startThread(source, {
      message: data => this.#receive(data as Response),
      failure: reason => this.#fail(new Error(`${name} is gone before its work was done: ${reason}`)),
    });
  }

  call<N extends CallName>(
    name: N,
    argument: Calls[N]['argument'],
    transfer: ArrayBuffer[] = [],
  ): Promise<Calls[N]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.#over) {
        reject(this.#over);
        return;
      }
      const id = ++this.#lastId;
      this.#thread.post({ id, name, argument }, transfer);
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      if (this.#pending.size === 1) this.#thread.hold(true);
    });
  }

  lookOut(ms: number): void {
    const { poll } = this.#thread;
    if (!poll) return;
    for (const end = performance.now() + ms; this.#pending.size > 0 && performance.now() < end; ) {
      const response = poll();
      if (response) this.#receive(response as Response);
    }
  }

  async end(): Promise<void> {
    this.#fail(new Error(DISPOSED));
    await this.#thread.end();
  }

  #receive({ id, answer, error }: Response): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#thread.hold(false);
    if (error) pending?.reject(new (ERRORS[error.name] ?? Error)(error.message));
    else pending?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#over ??= error;
    if (this.#pending.size > 0) this.#thread.hold(false);
    for (const { reject } of this.#pending.values()) reject(this.#over);
    this.#pending.clear();
  }
}
