// docs/cli.md and docs/guide.md as their readers follow them: the commands of each ```console block in one folder, in a shell, one after the other.
// What they print has to be what the pages say: words as they are, numbers to 5 %, but times, counts of iterations and last
// gradient norms, which are another machine's or another build's; in blocks of `timings` no number at all.

import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLI, IRIS, workspace } from './helpers.js';

const work = workspace();
interface Block {
  name: string;
  timings: boolean;
  commands: { command: string; output: string }[];
}

async function blocksOf(page: string): Promise<Block[]> {
  const text = await readFile(page, 'utf8');
  return [...text.matchAll(/^```console(.*)\n([\s\S]*?)^```/gm)].map(([, info = '', block = '']): Block => {
    const commands = block.split(/^\$ /m).slice(1);
    return {
      name: commands[0]?.split('\n')[0] ?? '',
      timings: info.trim() === 'timings',
      commands: commands.map(part => {
        const end = part.indexOf('\n');
        return { command: part.slice(0, end), output: part.slice(end + 1) };
      }),
    };
  });
}

const blocks = await blocksOf('docs/cli.md');
const guide = await blocksOf('docs/guide.md');

function shell(command: string): Promise<string> {
  const env = { ...process.env, PATH: `${work.path('bin')}${delimiter}${process.env.PATH}` };
  return new Promise(resolve => {
    execFile('sh', ['-c', `(${command}) 2>&1`], { cwd: work.path('.'), env }, (_, stdout) => resolve(stdout));
  });
}

/** Words, with the spaces between them taken for one. */
const words = (text: string) => text.trim().split(/\s+/);

const NUMBER = /-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** What no two machines agree on. */
const masked = (text: string) =>
  text
    .replace(/^engine .*$/gm, 'engine')
    .replace(/[\d.]+ (µs|ms|s|min)\b/g, 'TIME')
    .replace(/[\d,]+ (iterations?|evaluations?|bytes)/g, 'COUNT $1')
    .replace(/"bytes": \d+/g, '"bytes": COUNT')
    .replace(/gradient norm \S+/g, 'gradient norm SIZE');

function compare(actual: string, expected: string, timings: boolean): void {
  const plain = (text: string) => words(masked(text).replace(NUMBER, 'N'));
  expect(plain(actual)).toEqual(plain(expected));
  if (timings) return;
  const numbers = (text: string) =>
    [...masked(text).matchAll(NUMBER)].map(([digits]) => Number(digits.replaceAll(',', '')));
  const wanted = numbers(expected);
  for (const [i, value] of numbers(actual).entries())
    expect(Math.abs(value - (wanted[i] as number))).toBeLessThanOrEqual(0.05 * Math.abs(wanted[i] as number));
}

describe.skipIf(process.platform === 'win32')('docs', () => {
  beforeAll(async () => {
    await copyFile(IRIS, work.path('iris.csv'));
    await mkdir(work.path('data'));
    await copyFile('data/digits.csv.gz', work.path('data/digits.csv.gz'));
    await mkdir(work.path('bin'));
    const program = join(work.path('bin'), 'softmax-wasm');
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
    await chmod(program, 0o755);
  });

  it.each([...blocks, ...guide])('$name', async ({ commands, timings }) => {
    for (const { command, output } of commands) compare(await shell(command), output, timings);
  });

  it('cli.md has an example of every command', async () => {
    const help = await shell('softmax-wasm --help');
    const names = [...help.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name = '']) => name);
    expect(names.length).toBe(8);
    const used = blocks.flatMap(({ commands }) => commands.map(({ command }) => command)).join('\n');
    expect(names.filter(name => !used.includes(`softmax-wasm ${name} `))).toEqual([]);
  });
});
