import { describe, expect, it } from 'vitest';
import { emphasised, errorWord, hasColours } from '../../src/cli/colours.js';

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
    expect(errorWord({ isTTY: true }, { TERM: 'xterm' })).toBe('\x1b[31merror:\x1b[39m');
    expect(errorWord({ isTTY: false }, { TERM: 'xterm' })).toBe('error:');
  });
});
