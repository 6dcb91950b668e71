/** Embedded binaries → compiled modules: each compiled once, when it is first asked for. */
import type { Compiled } from './instance.js';

/** The builds of one export table, in hexadecimal: parts of the base and the relaxed one in turn. */
export type Binaries = readonly string[];

const BUILDS: readonly Compiled['build'][] = ['base', 'relaxed'];

/** Picks a module.  @throws Error where the engine has no WebAssembly SIMD */
export type Compile = (deterministic: boolean) => Compiled;

/**
 * What picks among `binaries`: the relaxed build where the engine has relaxed SIMD and `deterministic` is false, else the
 * base build, whose results are the same bits on every machine.
 */
export function compiler(binaries: Binaries): Compile {
  const modules = new Map<Compiled['build'], Compiled | null>();
  const compiled = (build: Compiled['build']) => {
    let entry = modules.get(build);
    if (entry === undefined) {
      const parts = binaries.filter((_, i) => BUILDS[i % 2] === build);
      const bytes = decode(parts.join(''));
      entry = WebAssembly.validate(bytes) ? { module: new WebAssembly.Module(bytes), build } : null;
      modules.set(build, entry);
    }
    return entry;
  };
  return deterministic => {
    const picked = (deterministic ? null : compiled('relaxed')) ?? compiled('base');
    if (picked) return picked;
    throw new Error(
      'this JavaScript engine has no WebAssembly SIMD: softmax-wasm needs Chrome 91, Firefox 89, Safari 16.4, Node 20 or newer',
    );
  };
}

function decode(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 16 * digit(hex, 2 * i) + digit(hex, 2 * i + 1);
  return bytes;
}

/** The value of a hexadecimal digit: '0' is 48, 'a' 97. */
function digit(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}
