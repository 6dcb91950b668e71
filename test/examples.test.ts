// The examples as their readers run them: with Node, on the library as it is built.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxDifference } from './helpers.js';

async function run(name: string) {
  const file = fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
  return promisify(execFile)(process.execPath, [file]);
}

describe('examples/one-dimension.js', () => {
  let stdout = '';
  let stderr = '';
  beforeAll(async () => {
    ({ stdout, stderr } = await run('one-dimension.js'));
  });

  /** The numbers of each line under a heading, text left out. */
  function section(heading: string): number[][] {
    const body = stdout.split('\n\n')[stdout.split('\n\n').findIndex(part => part.startsWith(heading)) + 1];
    return (body ?? '')
      .split('\n')
      .map(line => (line.match(/(?<![\w.-])\d+(\.\d+)?(?!\w)/g) ?? []).map(Number))
      .filter(numbers => numbers.length > 0);
  }

  it('writes nothing to stderr', () => {
    expect(stderr).toBe('');
  });

  it('prints the probabilities at eleven points', () => {
    expect(section('Probabilities').map(([x]) => x)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('prints probabilities that agree between gradient descent and L-BFGS', () => {
    const rows = section('Probabilities');
    const [descent, lbfgs] = [1, 4].map(first => rows.flatMap(row => row.slice(first, first + 3)));
    // lossTol stops descent 0.0046 away from the optimum's curves; both are rounded to 0.001
    expect(maxDifference(descent as number[], lbfgs as number[])).toBeLessThan(0.01);
  });

  it('prints probabilities that sum to 1', () => {
    const sums = section('Probabilities').flatMap(row =>
      [1, 4].map(first => row.slice(first, first + 3).reduce((sum, p) => sum + p, 0)),
    );
    expect(maxDifference(sums, Array(22).fill(1))).toBeLessThan(0.0021); // three roundings of 0.0005
  });

  it('prints boundaries that agree', () => {
    const [descent, lbfgs] = section('Boundaries');
    expect(maxDifference(descent as number[], lbfgs as number[])).toBeLessThan(0.05);
  });

  it('prints boundaries near 3.3 and 6.6', () => {
    for (const values of section('Boundaries')) expect(maxDifference(values, [3.3, 6.6])).toBeLessThan(0.4);
  });

  it('prints the same loss for both at the start, log 3', () => {
    expect(section('Loss')[0]).toEqual([0, 1.098612, 1.098612]);
  });

  it('prints losses that fall', () => {
    const losses = section('Loss').map(row => row[1] as number);
    expect(losses).toEqual(losses.slice().sort((a, b) => b - a));
  });

  it('prints final losses that agree', () => {
    const [descent, lbfgs] = section('Work').map(row => row.at(-1) as number);
    expect(Math.abs((descent as number) - (lbfgs as number))).toBeLessThan(1e-4);
  });

  it('prints that L-BFGS needed less than a tenth of the iterations and evaluations', () => {
    const [descent, lbfgs] = section('Work') as [number[], number[]];
    const ratios = [0, 1].map(i => (lbfgs[i] as number) / (descent[i] as number));
    expect(Math.max(...ratios)).toBeLessThan(0.1);
  });

  it('prints that both converged', () => {
    expect(stdout.match(/, converged$/gm)).toHaveLength(2);
  });
});
