// The reference that `npm run docs` builds: a module for each import, and no warning, which is an error in typedoc.json: of a
// type that is named and not exported, a link to nothing, an export without documentation.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

interface Reflection {
  name: string;
  comment?: { summary: { text: string }[] };
}

it('has a module, with a description, for each import of the package, and TypeDoc has nothing to complain of', async () => {
  const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as {
    exports: Record<string, string | { types: string }>;
  };
  const imports = Object.entries(exports)
    .filter(([, target]) => typeof target !== 'string')
    .map(([name]) => name.replace('.', 'softmax-wasm'));
  const folder = await mkdtemp(join(tmpdir(), 'softmax-wasm-api-'));
  try {
    const json = join(folder, 'api.json');
    const args = ['node_modules/typedoc/bin/typedoc', '--json', json, '--logLevel', 'Warn'];
    const said = await promisify(execFile)(process.execPath, args).then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
    expect(said).toBe('');
    const modules: Reflection[] = JSON.parse(await readFile(json, 'utf8')).children;
    // Named by @module in the comment that an entry begins with.
    expect(modules.map(({ name }) => name).sort()).toEqual(imports.sort());
    expect(modules.filter(({ comment }) => !comment?.summary.length).map(({ name }) => name)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
