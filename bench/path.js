/**
 * The 100-point lasso path of wine and digits against glmnet's, at the same penalties: `npm run build && node bench/path.js`.
 *
 * Needs Rscript with glmnet.  Runs take turns, warm ones where the path has run before, cold ones as the first of a process
 * of their own; times are processor time of all threads, of the path from arrays in memory.  Objectives are those of both
 * answers by one judge, in float64.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { summarize } from './stats.js';

const built = new URL('../dist/index.js', import.meta.url).href;
/** @type {typeof import('../src/index.js')} */
const { createObjective, softmaxPathSync } = await import(built);

/** @param {readonly number[]} times */
const median = times => summarize(times).median;

const ROUNDS = 7;
/** Paths before the clock starts: compilers go on for a while. */
const WARM = { wine: 300, digits: 5 };
/** Timed in one round, of which the median counts. */
const REPEATS = { wine: 20, digits: 2 };
const FILES = { wine: '../test/fixtures/wine.csv', digits: '../data/digits.csv.gz' };

const GLMNET = `
suppressMessages(library(glmnet)); a <- commandArgs(TRUE); glmnet.control(fdev = 0, devmax = 1)
d <- read.csv(a[1]); x <- as.matrix(d[, -ncol(d)]); y <- factor(d[, ncol(d)]); lambda <- scan(a[2], quiet = TRUE)
run <- function() glmnet(x, y, family = "multinomial", lambda = lambda, standardize = FALSE)
clock <- function(n) { t <- sum(proc.time()[1:2]); for (i in 1:n) m <<- run(); 1000 * (sum(proc.time()[1:2]) - t) / n }
cold <- clock(1); warm <- sapply(1:3, function(i) clock(as.integer(a[4])))
coef <- sapply(seq_along(lambda), function(i) sapply(seq_along(m$beta), function(k) c(as.numeric(m$beta[[k]][, i]), m$a0[k, i])))
write(formatC(coef, digits = 17, format = "g"), a[3], ncolumns = nrow(coef))
cat(cold, median(warm))
`;

/** @param {string} file */
function table(file) {
  const bytes = readFileSync(fileURLToPath(new URL(file, import.meta.url)));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(','));
  return { text, X: rows.map(row => row.slice(0, -1).map(Number)), y: rows.map(row => String(row.at(-1))) };
}

/** Milliseconds of processor time. @param {() => void} run */
function clock(run) {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** @param {string} what @param {readonly number[]} ours @param {readonly number[]} theirs */
function line(what, ours, theirs) {
  const ratios = ours.map((ms, i) => Number(theirs[i]) / ms);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${ratios.length} pairs`;
  console.log(
    `${what}: softmaxPath ${median(ours).toFixed(1)} ms, glmnet ${median(theirs).toFixed(1)} ms; ${median(ratios).toFixed(2)} times as fast (${range})`,
  );
}

const [coldFile] = process.argv.slice(2);
if (coldFile) {
  const { X, y } = table(coldFile);
  console.log(clock(() => softmaxPathSync(X, y)));
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), 'path-'));
try {
  writeFileSync(join(folder, 'fit.R'), GLMNET);
  for (const [name, file] of Object.entries(FILES)) {
    const { text, X, y } = table(file);
    writeFileSync(join(folder, 'data.csv'), text);
    const classes = [...new Set(y)].sort();
    const judge = createObjective(
      X,
      y.map(label => classes.indexOf(label)),
      { precision: 'float64' },
    );
    const d = judge.size / classes.length - 1;
    /** F at the point i of a path, from K rows of d weights and an intercept. @param {Float64Array} w @param {number} alpha */
    const objectiveAt = (w, alpha) =>
      judge.valueAndGradient(w, new Float64Array(w.length)) +
      alpha * w.reduce((sum, wi, i) => sum + (i % (d + 1) < d ? Math.abs(wi) : 0), 0);

    let path = softmaxPathSync(X, y);
    writeFileSync(join(folder, 'lambda.txt'), [...path.alphas].join('\n'));
    const known = /** @type {keyof typeof WARM} */ (name);
    for (let i = 0; i < WARM[known]; i++) path = softmaxPathSync(X, y);
    /** @type {Record<'cold' | 'warm', { ours: number[], theirs: number[] }>} */
    const times = { cold: { ours: [], theirs: [] }, warm: { ours: [], theirs: [] } };
    for (let round = 0; round < ROUNDS; round++) {
      const self = [fileURLToPath(import.meta.url), file];
      times.cold.ours.push(Number(execFileSync(process.execPath, self, { encoding: 'utf8' })));
      const run = () => clock(() => softmaxPathSync(X, y));
      times.warm.ours.push(median(Array.from({ length: REPEATS[known] }, run)));
      const args = ['data.csv', 'lambda.txt', 'coef.txt'].map(each => join(folder, each));
      const [cold, warm] = execFileSync('Rscript', [join(folder, 'fit.R'), ...args, String(REPEATS[known])], {
        encoding: 'utf8',
      }).split(' ');
      times.cold.theirs.push(Number(cold));
      times.warm.theirs.push(Number(warm));
    }
    const lines = readFileSync(join(folder, 'coef.txt'), 'utf8').trimEnd().split('\n');
    const worse = lines.map((line, i) => {
      const alpha = /** @type {number} */ (path.alphas[i]);
      const coef = path.coefs[i];
      const intercept = path.intercepts[i];
      if (!coef || !intercept) throw new Error('a point is missing');
      const w = Float64Array.from(classes.flatMap((_, k) => [...coef.row(k), Number(intercept[k])]));
      return (
        objectiveAt(w, alpha) / objectiveAt(Float64Array.from(line.trim().split(/\s+/), Number), alpha) - 1
      );
    });
    for (const [state, { ours, theirs }] of Object.entries(times)) line(`${name}, ${state}`, ours, theirs);
    const range = [Math.min(...worse), Math.max(...worse)].map(share => share.toExponential(1)).join(' to ');
    console.log(`${name}: objective over glmnet's, relative: ${range}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
