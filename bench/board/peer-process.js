/** One peer in a process of its own, asked by JSON lines. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @typedef {import('./peers.js').PeerEntry} PeerEntry */

const versus = (/** @type {string} */ file) => fileURLToPath(new URL(`../versus/${file}`, import.meta.url));

/** Libraries choose their threads and kernels themselves, whatever this shell tells them. */
const LIBRARY_SETTINGS = /^(OPENBLAS|OMP|MKL|BLIS|GOTO|NUMEXPR|KMP)_/;
export const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !LIBRARY_SETTINGS.test(name)),
);

/** @type {Map<string, string | null>} */
const pythons = new Map();

/**
 * The first Python that has a module: `$PYTHON`, `python3`, `/usr/bin/python3`.
 * @param {string} module @returns {string | null}
 */
export function findPython(module) {
  const known = pythons.get(module);
  if (known !== undefined) return known;
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter(name => name !== undefined);
  const test = `import importlib.util as u, sys; sys.exit(0 if u.find_spec('${module}') else 1)`;
  const found = candidates.find(python => spawnSync(python, ['-c', test], { env: environment }).status === 0);
  pythons.set(module, found ?? null);
  return found ?? null;
}

const PYTHON_MODULES = /** @type {Record<string, string>} */ ({ scikit_learn: 'sklearn', pytorch: 'torch' });

/** @param {PeerEntry} entry @param {string} folder of the data @returns {[string, string[]]} */
function commandOf({ runtime, adapter, options }, folder) {
  const rest = [adapter, JSON.stringify(options), folder];
  if (runtime === 'node') return [process.execPath, [...process.execArgv, versus('serve.js'), ...rest]];
  const module = PYTHON_MODULES[adapter];
  const python = findPython(module);
  if (!python) throw new Error(`no python3 with ${module}; $PYTHON names one`);
  return [python, [versus('serve.py'), ...rest]];
}

/** @typedef {{ resolve: (result: any) => void, reject: (error: Error) => void }} Waiting */

export class PeerProcess {
  #child;
  #next = 0;
  #said = '';
  /** @type {Error | null} */
  #over = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();

  /** @param {PeerEntry} entry @param {string} folder */
  constructor(entry, folder) {
    const [command, args] = commandOf(entry, folder);
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
    this.#child.stdin.on('error', () => {}); // it has gone: 'close' says so
    this.#child.stderr.on('data', text => {
      this.#said = `${this.#said}${text}`.slice(-2000);
    });
    createInterface({ input: this.#child.stdout }).on('line', line => this.#take(line));
    this.#child.on('error', error => this.#end(error));
    this.#child.on('close', (code, signal) => {
      const last = this.#said.trim().split('\n').at(-1) ?? '';
      this.#end(new Error(`the process ended with ${signal ?? code}${last ? `: ${last}` : ''}`));
    });
  }

  /** @param {string} line what a library prints is none of ours */
  #take(line) {
    if (!line.startsWith('{"id":')) return;
    const { id, result, error } = JSON.parse(line);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  /** @param {Error} error */
  #end(error) {
    this.#over ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#over);
    this.#waiting.clear();
  }

  /**
   * @param {string} op
   * @param {object} [request]
   * @param {number} [limitMs] after which the process is killed
   * @returns {Promise<any>}
   */
  ask(op, request = {}, limitMs = 600_000) {
    return new Promise((resolve, reject) => {
      if (this.#over) {
        reject(this.#over);
        return;
      }
      const id = this.#next++;
      const timer = setTimeout(() => {
        this.#end(new Error(`no answer within ${(limitMs / 1000).toFixed(0)} s`));
        this.#child.kill('SIGKILL');
      }, limitMs);
      const settle = (/** @type {(value: any) => void} */ done) => (/** @type {any} */ value) => {
        clearTimeout(timer);
        done(value);
      };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#child.stdin.write(`${JSON.stringify({ id, op, ...request })}\n`);
    });
  }

  /** Resolves when the process is gone. */
  async close() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || !this.#child.pid) return;
    const gone = new Promise(resolve => this.#child.once('close', resolve));
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
  }
}
