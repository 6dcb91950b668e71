/** What runs the race. */
export interface Machine {
  readonly threads: number;
  readonly engine: string;
  /** Whether the engine takes relaxed SIMD, and the library with it the build that fuses multiply and add. */
  readonly relaxed: boolean;
  readonly simd: boolean;
  /** Whether this page's threads may share memory. */
  readonly isolated: boolean;
}

// (func (drop (f32x4.relaxed_madd v v v))) and (func (drop v)), v = (i8x16.splat (i32.const 0)).
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0];
const SPLAT = [0x41, 0, 0xfd, 0x0f];
const RELAXED = [...HEAD, 10, 20, 1, 18, 0, ...SPLAT, ...SPLAT, ...SPLAT, 0xfd, 0x85, 2, 0x1a, 0x0b];
const SIMD = [...HEAD, 10, 9, 1, 7, 0, ...SPLAT, 0x1a, 0x0b];

export function machine(): Machine {
  return {
    threads: navigator.hardwareConcurrency || 1,
    engine: engineOf(navigator.userAgent),
    relaxed: valid(RELAXED),
    simd: valid(SIMD),
    isolated: globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function',
  };
}

export function valid(bytes: readonly number[]): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(Uint8Array.from(bytes));
}

const ENGINES: readonly [RegExp, string][] = [
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Edg\/(\d+)/, 'Edge'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chromium'],
  [/Version\/(\d+(?:\.\d+)?).*Safari/, 'Safari'],
];

/** Name and version of the browser, as far as it says. */
export function engineOf(userAgent: string): string {
  for (const [pattern, name] of ENGINES) {
    const match = pattern.exec(userAgent);
    if (match) return `${name} ${match[1]}`;
  }
  return 'an unnamed browser';
}

export const PROBES = { relaxed: RELAXED, simd: SIMD };
