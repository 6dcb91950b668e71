import { describe, expect, it } from 'vitest';
import { cli } from './helpers.js';

describe('--help', () => {
  const help = cli(['--help']).then(({ stdout }) => stdout);
  const commands = help.then(text =>
    [...text.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name = '']) => name),
  );

  it('of every command fits, says what every option is, and has an example', async () => {
    for (const name of await commands) {
      const { code, stdout } = await cli([name, '--help']);
      expect(code).toBe(0);
      const lines = stdout.split('\n');
      expect(lines.filter(line => line.length > (line.startsWith('  softmax-wasm ') ? 100 : 80))).toEqual([]);
      const options = lines.filter(line => /^ {2}-/.test(line));
      expect(options.filter(line => !/^ {2}-\S.*? {2,}\S/.test(line))).toEqual([]);
      expect(stdout).toMatch(new RegExp(`^ {2}softmax-wasm ${name}`, 'm'));
      expect(stdout).toContain('\nArguments:\n');
    }
  });

  it('of the program has its exit codes', async () => {
    expect(await help).toMatch(/^Exit codes: 0; 1 failure; 2 misuse; 130 interrupted/m);
    expect(await commands).toHaveLength(8);
    expect((await cli(['help', 'cv'])).stdout).toMatch(/^Usage: softmax-wasm cv /);
  });
});
