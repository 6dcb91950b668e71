import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
export const IRIS = fileURLToPath(new URL('../../data/iris.csv', import.meta.url));

/** Options of a fit that does not end. */
export const SLOW = '--solver gradient-descent --learning-rate 1e-9 --max-iter 1e9 --tol 1e-300'.split(' ');

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the built command line to its end. */
export function cli(
  args: readonly string[],
  { input = '', cwd }: { input?: string; cwd?: string } = {},
): Promise<Run> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [CLI, ...args],
      { ...(cwd && { cwd }) },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(input);
  });
}

/** What `--json` wrote: one document, and nothing on stderr. */
// biome-ignore lint/suspicious/noExplicitAny: documents of every command
export async function json(args: readonly string[], input = ''): Promise<any> {
  const { stdout, stderr } = await cli([...args, '--json'], { input });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

export function start(args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { stdio: [stdin, 'pipe', 'pipe'] });
}

/** A folder for the tests of a file, removed at the end. `write` puts a file there and gives its path. */
export function workspace(): {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): Promise<string>;
} {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'softmax-wasm-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    async write(name, content) {
      await writeFile(path(name), content);
      return path(name);
    },
  };
}
