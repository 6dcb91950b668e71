import { describe, expect, it } from 'vitest';
import { cli } from './helpers.js';

describe('--help', () => {
  it.concurrent.each(['train', 'predict', 'evaluate', 'cv', 'path', 'inspect', 'convert', 'bench'])(
    'of %s fits, says what every option is, and has an example',
    async name => {
      const { code, stdout } = await cli([name, '--help']);
      expect(code).toBe(0);
      const lines = stdout.split('\n');
      expect(lines.filter(line => line.length > (line.startsWith('  softmax-wasm ') ? 100 : 80))).toEqual([]);
      const options = lines.filter(line => /^ {2}-/.test(line));
      expect(options.filter(line => !/^ {2}-\S.*? {2,}\S/.test(line))).toEqual([]);
      expect(stdout).toMatch(new RegExp(`^ {2}softmax-wasm ${name}`, 'm'));
      expect(stdout).toContain('\nArguments:\n');
    },
  );

  it.concurrent('of the program has all commands and its exit codes', async () => {
    const { stdout } = await cli(['--help']);
    expect(stdout.match(/^ {2}[a-z]+ \[options\]/gm)).toHaveLength(8);
    expect(stdout).toMatch(/^Exit codes: 0; 1 failure; 2 misuse; 130 interrupted/m);
  });

  it.concurrent('is what help gives', async () => {
    const [long, short] = await Promise.all([cli(['help', 'cv']), cli(['cv', '--help'])]);
    expect(long).toEqual(short);
  });
});
