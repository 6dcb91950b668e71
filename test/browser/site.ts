import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import ts from 'typescript';
import { listen, type Site } from '../listen.js';

const ROOT = new URL('../../', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gz': 'application/gzip',
};

/** What makes a page cross-origin isolated, so that it has SharedArrayBuffer. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves dist/, data/ and this folder's pages/ on a free port. `headers` go out with every answer, since a worker obeys
 * the policy of its own script. `?content-encoding=gzip` sends a file as many servers send .gz: for the browser to unzip.
 */
export async function serve(headers: Record<string, string> = {}): Promise<Site> {
  return listen(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const body = await content(pathname);
      const encoding = searchParams.get('content-encoding');
      response.setHeader('Content-Type', TYPES[extname(pathname)] ?? 'application/octet-stream');
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (encoding !== null) response.setHeader('Content-Encoding', encoding);
      response.end(body);
    } catch {
      notFound(response);
    }
  });
}

/** The source that allows a page's import map under a policy without 'unsafe-inline'. */
export async function importMapHash(page: string): Promise<string> {
  const html = String(await content(`/pages/${page}`));
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1];
  if (map === undefined) throw new Error(`${page} has no import map`);
  return `'sha256-${createHash('sha256').update(map).digest('base64')}'`;
}

async function content(pathname: string): Promise<Uint8Array | string> {
  if (pathname === '/favicon.ico') return '';
  if (!/^\/(dist|data|pages)\/[\w./-]+$/.test(pathname)) throw new Error('not served');
  if (!pathname.startsWith('/pages/')) return readFile(new URL(`.${pathname}`, ROOT));
  const file = new URL(`./test/browser${pathname}`, ROOT);
  if (extname(pathname) !== '.js') return readFile(file);
  const source = await readFile(new URL(file.href.replace(/js$/, 'ts')), 'utf8');
  const { ES2022: target } = ts.ScriptTarget;
  return ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ES2022, target } }).outputText;
}

function notFound(response: ServerResponse): void {
  response.statusCode = 404;
  response.end();
}
