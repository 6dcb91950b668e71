import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoted, runPart } from '../../src/report/run.js';
import { stored } from './fits.js';

describe('what was run', () => {
  it('has the options with their defaults, and which were given', async () => {
    const input = await stored('iris', { C: 2, classWeight: 'balanced' });
    const { options } = runPart({ ...input, table: { format: 'csv', testSize: 0.3 } });
    const of = (name: string) => options.find(option => option.name === name);
    expect(of('C')).toEqual({ name: 'C', value: '2', given: true });
    expect(of('classWeight')).toEqual({ name: 'classWeight', value: 'balanced', given: true });
    expect(of('tol')).toEqual({ name: 'tol', value: '0.0001', given: false });
    expect(of('seed of the split')).toEqual({ name: 'seed of the split', value: '0', given: false });
  });

  it('has a command that a shell takes apart as it was given', async () => {
    const words = ['train', "it's here.csv", '--target', 'a "b"', '$HOME', '', '--C=1'];
    const { command } = runPart({ ...(await stored('iris')), words });
    const echoed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' });
    expect(echoed).toBe(`${['softmax-wasm', ...words].join('\n')}\n`);
  });

  it('leaves plain words as they are', () => {
    expect(['a.csv', '--C=0.1', '/x/y-z'].map(quoted)).toEqual(['a.csv', '--C=0.1', '/x/y-z']);
  });
});
