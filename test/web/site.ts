import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { ISOLATION } from '../browser/site.js';
import { listen } from '../listen.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built page is served: `/`, `/some/where/`, and `/isolated/` as a cross-origin isolated page. */
    webOrigin: string;
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = join(ROOT, 'web/dist');
const FOLDERS = ['/some/where/', '/isolated/', '/'];

/** Everything that the page is made of; another kind of file is a mistake of the build and is not served. */
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.gz': 'application/gzip',
  '.wasm': 'application/wasm',
};

/** Vitest calls it once per run that has tests of the page: builds web/ and serves what came out until the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build();
  const { origin, close } = await listen(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const folder = FOLDERS.find(each => pathname.startsWith(each)) as string;
    const path = pathname.slice(folder.length) || 'index.html';
    const type = TYPES[extname(path)];
    try {
      if (type === undefined || !/^[\w./-]+$/.test(path)) throw new Error('not served');
      const body = await readFile(join(DIST, path));
      response.setHeader('Content-Type', type);
      if (folder === '/isolated/')
        for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  project.provide('webOrigin', origin);
  return close;
}

/** As `npm run build:web` does, in a process of its own: Vite builds for tests where Vitest has set NODE_ENV. */
async function build(): Promise<void> {
  const { NODE_ENV: _, ...env } = process.env;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  try {
    const call = [vite, 'build', 'web', '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, call, { cwd: ROOT, env });
  } catch (error) {
    throw new Error(`vite build web: ${(error as { stderr: string }).stderr}`);
  }
}
