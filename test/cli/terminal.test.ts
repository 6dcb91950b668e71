import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CLI, IRIS } from './helpers.js';

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
