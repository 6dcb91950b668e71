/** Embedded binaries → compiled modules: each compiled once, when it is first asked for. */
import type { Compiled } from './instance.js';

/** The builds of one export table as scripts/build-wasm.js writes them: parts of the base and the relaxed one in turn. */
export type Binaries = readonly string[];

const BUILDS: readonly Compiled['build'][] = ['base', 'relaxed'];

const lacking = (what: string) =>
  new Error(
    `this JavaScript engine has no ${what}: softmax-wasm needs Chrome 91, Firefox 89, Safari 16.4, Node 20 or newer`,
  );

/** Picks a module.  @throws Error where the engine has no WebAssembly, or none with SIMD */
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
    if (typeof WebAssembly !== 'object') throw lacking('WebAssembly');
    const picked = (deterministic ? null : compiled('relaxed')) ?? compiled('base');
    if (!picked) throw lacking('WebAssembly SIMD');
    return picked;
  };
}

/**
 * Characters 40 … 125 are 0 … 85, save that ! and # stand for \ and `; % before one adds 86, & 172.
 * Bytes are these less 3.
 */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let shift = 43;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 37 || code === 38) shift = 43 - 86 * (code - 36);
    else {
      bytes[length++] = (code === 33 ? 92 : code === 35 ? 96 : code) - shift;
      shift = 43;
    }
  }
  return bytes.slice(0, length);
}
