/** Where and when a run was. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** @param {readonly string[]} args @returns {string | null} */
function git(args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null; // no repository
  }
}

export function machine() {
  const { node, v8 } = process.versions;
  const changed = git([
    'status',
    '--porcelain',
    '--',
    'src',
    'assembly',
    'bench',
    'scripts',
    'package-lock.json',
    ':!bench/results',
  ]);
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memory: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node,
    v8,
    commit: git(['rev-parse', 'HEAD']),
    changed: changed !== null && changed !== '',
  };
}
