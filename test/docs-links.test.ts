// Links within the repository's pages: files that they name are there, and so are the headings after #.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const docs = readdirSync('docs')
  .filter(name => name.endsWith('.md'))
  .map(name => `docs/${name}`);
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...docs,
  'bench/versus/README.md',
  'data/README.md',
  'test/fixtures/README.md',
];

/** Text without code, in which brackets are no links. */
const prose = (page: string) =>
  readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, code => code.replace(/[[\]()]/g, ''));

const linksOf = (page: string) =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target));

/** As GitHub makes them of headings: letters, digits and hyphens, a number after a repeated one. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return new Set(
    [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => {
      const slug = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

describe.each(pages)('%s', page => {
  it('links to files and headings that exist', () => {
    const broken = linksOf(page).filter(target => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page : normalize(join(dirname(page), file));
      if (!existsSync(path)) return true;
      return anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('docs/README.md', () => {
  it('has a line for every page, and each page one', () => {
    const named = linksOf('docs/README.md').map(target => normalize(join('docs', target)));
    const pagesNamed = named.filter(path => path !== 'README.md').sort();
    expect(pagesNamed).toEqual(docs.filter(page => page !== 'docs/README.md').sort());
  });

  it('calls pages what their headings do', () => {
    const titles = [...prose('docs/README.md').matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)];
    const wrong = titles.filter(
      ([, title, target]) => !readFileSync(`docs/${target}`, 'utf8').startsWith(`# ${title}\n`),
    );
    expect(wrong.map(([, title]) => title)).toEqual([]);
  });
});
