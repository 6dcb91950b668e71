#!/usr/bin/env node
import { exitCodeOf } from './failure.js';
import { run } from './program.js';

// Failed writes reach the one who wrote; without a listener they would end the process first.
process.stdout.on('error', () => {});
process.exitCode = await exitCodeOf(() => run(process.argv));
