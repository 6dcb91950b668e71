import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { emphasised, errorWord, hasColours } from '../../src/cli/colours.js';
import { countingProgress, progressBar, readingProgress } from '../../src/cli/progress.js';
import { progressLine } from '../../src/cli/progress-line.js';
import { CLI, cli, IRIS } from './helpers.js';

const ENV = { TERM: 'xterm' };
function terminal(columns = 100) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { isTTY: true, columns, write } as never };
}
/** Without what moves the cursor. */
const plain = (line = '') => line.replace('\r', '').replace('\x1b[K', '');

describe('colours', () => {
  it.each<[boolean | undefined, Record<string, string>, boolean]>([
    [true, { TERM: 'xterm' }, true],
    [true, {}, true],
    [true, { NO_COLOR: '' }, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, { TERM: 'xterm' }, false],
    [undefined, {}, false],
  ])('terminal %s, %j: %s', (isTTY, env, expected) => {
    expect(hasColours(isTTY === undefined ? {} : { isTTY }, env)).toBe(expected);
  });

  it('make captions bold, and the word of an error red', () => {
    expect(emphasised('data        x.csv: 3 rows\n  a  b\none sentence\n')).toBe(
      '\x1b[1mdata\x1b[22m        x.csv: 3 rows\n  a  b\none sentence\n',
    );
    expect(errorWord({ isTTY: true }, ENV)).toBe('\x1b[31merror:\x1b[39m');
    expect(errorWord({ isTTY: false }, ENV)).toBe('error:');
  });
});

describe('progressLine', () => {
  it('gives text the room that the bar can spare', () => {
    const { written, stream } = terminal(30);
    const line = progressLine(stream, ENV);
    line.show(0.5, 'x'.repeat(15), 0);
    line.show(0.5, 'x'.repeat(40), 100);
    expect(plain(written[0])).toBe(`${'█'.repeat(6)}${'░'.repeat(6)}  ${'x'.repeat(15)}`);
    expect(plain(written[1])).toBe(`${'█'.repeat(4)}${'░'.repeat(4)}  ${'x'.repeat(19)}`);
  });

  it('has no bar where nobody knows how much there is', () => {
    const { written, stream } = terminal();
    progressLine(stream, ENV).show(null, 'some', 0);
    expect(plain(written[0])).toBe('some');
  });

  it('clears only what it has drawn', () => {
    const { written, stream } = terminal();
    progressLine(stream, ENV).clear();
    expect(written).toEqual([]);
  });

  it('says nothing to a terminal that cannot clear a line', () => {
    const { written, stream } = terminal();
    progressLine(stream, { TERM: 'dumb' }).show(0.5, 'some', 0);
    expect(written).toEqual([]);
  });
});

describe('progress', () => {
  const progress = (iteration: number) => ({
    iteration,
    gradientNorm: 0.5,
    objective: 1,
    evaluations: iteration,
    elapsedMs: 100 * iteration,
  });

  it('of a solver that takes all its iterations tells the time that is left', () => {
    const { written, stream } = terminal(120);
    const bar = progressBar(1e-4, stream, { solver: 'sgd', maxIter: 200 }, ENV);
    for (const i of [0, 50, 200]) bar.update(progress(i));
    expect(plain(written[1])).toBe(
      `${'█'.repeat(6)}${'░'.repeat(18)}  iteration 50 of 200  10/s  at most 15 s left  objective 1  gradient 5e-1 → 1e-4`,
    );
    expect(written[2]?.match(/█/g)).toHaveLength(24);
  });

  it('of another solver tells its rate alone', () => {
    const { written, stream } = terminal();
    const bar = progressBar(1e-4, stream, {}, ENV);
    for (const i of [0, 50]) bar.update(progress(i));
    expect(written[1]).toMatch(/iteration 50 {2}objective 1 {2}gradient 5e-1 → 1e-4 {2}10\/s/);
    expect(written[1]).not.toContain('left');
  });

  it('of reading tells bytes, rate and time left, once it takes long enough', () => {
    const { written, stream } = terminal();
    let now = 0;
    const reading = readingProgress(stream, () => now, ENV);
    reading.update(1e6, 40e6);
    expect(written).toEqual([]);
    now = 1000;
    reading.update(10e6, 40e6);
    expect(plain(written[0])).toBe(
      `${'█'.repeat(6)}${'░'.repeat(18)}  reading 10 MB of 40 MB  10 MB/s  3 s left`,
    );
  });

  it('of a stream, whose size nobody knows, tells no time left', () => {
    const { written, stream } = terminal();
    let now = 0;
    const reading = readingProgress(stream, () => now, ENV);
    now = 500;
    reading.update(250_000, null);
    expect(plain(written[0])).toBe('reading 250 kB  500 kB/s');
  });

  it('of folds and points counts them', () => {
    const { written, stream } = terminal();
    let now = 0;
    const folds = countingProgress('fold', stream, () => now, ENV);
    folds.update(0, 4);
    now = 120_000;
    folds.update(1, 4);
    folds.clear();
    expect(written.map(plain)).toEqual([
      `${'░'.repeat(24)}  fold 0 of 4`,
      `${'█'.repeat(6)}${'░'.repeat(18)}  fold 1 of 4  0.00833/s  6 min left`,
      '',
    ]);
  });
});

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

/** `script` of util-linux gives a program a terminal. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasScript)('on a terminal', () => {
  const onTerminal = (args: string, env: Record<string, string> = {}) =>
    execFileSync('script', ['-qec', `"${process.execPath}" "${CLI}" ${args}`, '/dev/null'], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TERM: 'xterm', ...env },
    });

  it('draws progress and captions', () => {
    const text = onTerminal(`train "${IRIS}"`);
    expect(text).toMatch(/░+ {2}iteration 0 /);
    expect(text).toContain('\x1b[1mconverged\x1b[22m   yes');
  });

  it('has no colours with NO_COLOR', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such
    expect(onTerminal(`train "${IRIS}"`, { NO_COLOR: '1' })).not.toMatch(/\x1b\[\d+m/);
  });

  it('has neither escapes nor progress where TERM is dumb', () => {
    expect(onTerminal(`train "${IRIS}"`, { TERM: 'dumb' })).not.toContain('\x1b');
  });
});
