import type { InstanceOf } from './instance.js';

const PAGE = 65536;
const MAX_BYTES = 65536 * PAGE;

/** How far a memory grows at least that is filled bit by bit: so many bytes, and such a share of it. */
const LEAST_STEP = 2 ** 21;
const STEP_SHARE = 1 / 32;

/** Allocations begin at multiples of this, a cache line, so that no cell of packed data straddles two. */
const ALIGNMENT = 64;

/**
 * Memory of one instance, handed out from low addresses to high and given back in reverse.
 * The only place where a memory grows.  Growing detaches every view: hold addresses, take views when they are needed.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #top: number;

  constructor(instance: InstanceOf<unknown>) {
    this.#memory = instance.memory;
    this.#top = instance.heapBase;
  }

  /** The buffer that views are taken of; another one after each growth. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Bytes of memory taken from the system. */
  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Address of `bytes` fresh bytes; what they hold is undefined.
   * @param purpose what they are for, as it reads in the error: "X of 10 rows × 4 features"
   * @throws RangeError when they exceed what a memory may hold or what the machine has left
   */
  allocate(bytes: number, purpose: string): number {
    const start = Math.ceil(this.#top / ALIGNMENT) * ALIGNMENT;
    this.#grow(start, bytes, 0, purpose);
    this.#top = start + bytes;
    return start;
  }

  /**
   * Takes memory for `bytes` to be allocated soon, in steps: each growth makes another buffer of the whole memory, which engines
   * collect as if that much had been thrown away.
   */
  reserve(bytes: number, purpose: string): void {
    const step = Math.max(LEAST_STEP, this.#memory.buffer.byteLength * STEP_SHARE);
    this.#grow(this.#top, bytes, step, purpose);
  }

  #grow(start: number, bytes: number, step: number, purpose: string): void {
    const end = start + bytes;
    if (end > MAX_BYTES) throw outOfMemory(purpose, bytes, `one WebAssembly memory holds ${MAX_BYTES}`);
    const missing = end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    const most = MAX_BYTES - this.#memory.buffer.byteLength;
    try {
      this.#memory.grow(Math.ceil(Math.min(Math.max(missing, step), most) / PAGE));
    } catch {
      throw outOfMemory(purpose, bytes, 'the machine did not give that much');
    }
  }

  /** What `release` takes to give back everything allocated from here on. */
  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }

  float64(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.buffer, address, length);
  }

  float32(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer, address, length);
  }

  uint32(address: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.buffer, address, length);
  }

  uint16(address: number, length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.buffer, address, length);
  }
}

function outOfMemory(purpose: string, bytes: number, why: string): RangeError {
  return new RangeError(
    `${purpose} needs ${bytes} bytes of memory, and ${why}: use fewer rows or features, or float32 instead of float64`,
  );
}
