// A project of somebody else: the packed tarball in its node_modules, a page and a module worker that import it.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APP = fileURLToPath(new URL('./app/', import.meta.url));
const run = promisify(execFile);

export interface Project {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Packs what is built, and installs it, offline, beside the files of `app/`. */
export async function createProject(): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'softmax-wasm-consumer-')));
  const [tarballs, home] = [join(folder, 'tarballs'), join(folder, 'project')];
  await mkdir(tarballs);
  await cp(APP, home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  await writeFile(join(home, 'favicon.ico'), '');
  // The test command has built dist/: building again would pull it from under other tests.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs];
  const { stdout } = await run('npm', pack, { cwd: ROOT });
  const [packed] = Object.values<{ filename: string }>(JSON.parse(stdout));
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', [...install, join(tarballs, String(packed?.filename))], { cwd: home });
  return { folder: home, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What an expression with `fits` of the project's own `fits.js` gives in Node. */
export async function inNode<T>({ folder }: Project, expression: string): Promise<T> {
  const script = `import { fits } from './fits.js'; console.log(JSON.stringify(await (${expression})));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout);
}
