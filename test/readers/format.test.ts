import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatOf } from '../../src/readers/format.js';

const bytes = (text: string) => new TextEncoder().encode(text);

it.each([
  ['parquet', [0x50, 0x41, 0x52, 0x31, 0x15]],
  ['parquet', [0x50, 0x41, 0x52, 0x45]],
  ['arrow', [...bytes('ARROW1'), 0, 0]],
  ['arrow', [0xff, 0xff, 0xff, 0xff, 0x10, 0x01, 0, 0]],
  ['npy', [0x93, ...bytes('NUMPY'), 1, 0]],
  ['npz', [...bytes('PK'), 3, 4]],
  ['npz', [...bytes('PK'), 5, 6]],
  ['idx', [0, 0, 0x08, 3, 0, 0, 0, 10]],
  ['idx', [0, 0, 0x0e, 1]],
])('%s is known by its first bytes %j, whatever it is called', (format, head) => {
  expect(formatOf(Uint8Array.from(head), 'data.csv')).toBe(format);
});

it.each([
  ['a.csv', 'csv'],
  ['b/a.TSV', 'tsv'],
  ['a.tab.gz', 'tsv'],
  ['a.jsonl', 'jsonl'],
  ['a.ndjson.GZ', 'jsonl'],
  ['a.feather', 'arrow'],
  ['a.arrows', 'arrow'],
  ['a.parquet', 'parquet'],
  ['a.npy', 'npy'],
  ['a.npz', 'npz'],
  ['train-images-idx3-ubyte.gz', 'idx'],
  ['train-images.idx3-ubyte', 'idx'],
  ['a.svmlight', 'svmlight'],
  ['a.libsvm.gz', 'svmlight'],
])('%s is %s by its name', (name, format) => {
  expect(formatOf(bytes('1,2\n'), name)).toBe(format);
  expect(formatOf(new Uint8Array(), name)).toBe(format);
});

it.each([
  ['{"a": 1}\n{"a": 2}\n', 'jsonl'],
  ['\n  {"a"', 'jsonl'],
  ['1 1:0.5 7:2\n-1 3:1\n', 'svmlight'],
  ['# a comment\n+1 qid:3 1:0.5 # more\n', 'svmlight'],
  ['1,3 2:1e-5 9:-.5', 'svmlight'],
  ['1 1:0.5 20:', 'svmlight'],
  ['a,b\n1,2\n', 'csv'],
  ['a\tb\n1\t2\n', 'tsv'],
  ['a\tb;c;d\n1\t2;3;4\n', 'csv'],
  ['a b\tc|d\n', 'csv'],
  ['[{"a":1},{"a":2}]', 'jsonl'],
  ['[\n{"a":1},', 'jsonl'],
  ['[a],[b]\n1,2\n', 'csv'],
  ['10:30,1\n', 'csv'],
  ['a:b c:d\n', 'csv'],
  ['', 'csv'],
  ['#', 'csv'],
])('%j under a name that says nothing is %s', (text, format) => {
  expect(formatOf(bytes(text), 'data')).toBe(format);
  expect(formatOf(bytes(text), 'data.constructor')).toBe(format);
});

it('does not take a few zeros for IDX', () => {
  expect(formatOf(Uint8Array.from([0, 0, 0x07, 3]), 'data')).toBe('csv');
  expect(formatOf(Uint8Array.from([0, 0, 0x08, 0]), 'data')).toBe('csv');
  expect(formatOf(Uint8Array.from([0, 0]), 'data')).toBe('csv');
});

it('has an answer for any bytes and any name, soon', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (head, name) => {
      expect(formatOf(head, name)).toMatch(/^(csv|tsv|jsonl|arrow|parquet|np[yz]|idx|svmlight)$/);
    }),
    { seed: 1 },
  );
  const long = bytes(`1${' 1:1'.repeat(100_000)} x`);
  const before = performance.now();
  expect(formatOf(long, '')).toBe('csv');
  // A pattern that tries every way to part the line would take minutes.
  expect(performance.now() - before).toBeLessThan(2000);
});
