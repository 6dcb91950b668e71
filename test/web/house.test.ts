import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const WEB = 'web/src/';
const files = (readdirSync(WEB, { recursive: true }) as string[])
  .filter(name => /\.tsx?$/.test(name))
  .map(name => join(WEB, name).replaceAll('\\', '/'));

/** What a file of the page imports: the page's files as paths from the root, packages by name. */
function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] as string);
  return paths.map(path => (path.startsWith('.') ? normalize(join(dirname(file), path)) : path));
}

const roomOf = (path: string) => /^web\/src\/rooms\/([\w-]+)\//.exec(path)?.[1];

/** Outside the page only the library by its names, what its build gives and the plain JavaScript that is raced. */
const FROM_OUTSIDE =
  /^(softmax-wasm(\/[\w-]+)?|preact(\/hooks|\/compat)?|@preact\/signals|@observablehq\/plot|bench\/baseline\.js|data\/[\w.-]+\?url)$/;

describe('the house of the page', () => {
  it('takes the library by its names, as its users do', () => {
    const strangers = files.flatMap(file =>
      imports(file)
        .filter(path => !path.startsWith(WEB) && !FROM_OUTSIDE.test(path))
        .map(path => `${file} → ${path}`),
    );
    expect(strangers).toEqual([]);
  });

  it('has rooms that know nothing of each other, and parts that know no room', () => {
    const crossings = files.flatMap(file =>
      imports(file)
        .filter(path => roomOf(path) !== undefined && roomOf(path) !== roomOf(file))
        .filter(() => file !== `${WEB}rooms/index.ts`)
        .map(path => `${file} → ${path}`),
    );
    expect(crossings).toEqual([]);
  });

  it('loads no room before someone enters it', () => {
    const statically = (file: string) =>
      [...readFileSync(file, 'utf8').matchAll(/from\s+'([^']+)'/g)].map(match =>
        normalize(join(dirname(file), match[1] as string)),
      );
    const strangers = files.filter(
      file => roomOf(file) === undefined && statically(file).some(path => roomOf(path) !== undefined),
    );
    expect(strangers).toEqual([]);
  });

  it('draws charts in one place', () => {
    const plots = files.filter(file => imports(file).includes('@observablehq/plot'));
    expect(plots.filter(file => /Plot\.plot\(/.test(readFileSync(file, 'utf8')))).toEqual([
      `${WEB}ui/chart.tsx`,
    ]);
  });

  it('has files of a size that one can read', () => {
    expect(files.filter(file => readFileSync(file, 'utf8').split('\n').length > 260)).toEqual([]);
  });
});
