/**
 * The 100-point lasso path of wine and digits against glmnet's, at the same penalties: `npm run build && node bench/path.js`.
 *
 * Needs Rscript with glmnet.  Runs take turns, each in a process of its own that has run the path before; times are
 * processor time of the path from arrays in memory.  Objectives are those of both answers by one judge, in float64.
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

const ROUNDS = 5;
/** Paths before the clock starts, and timed in one process, of which the median counts. */
const WARM = 30;
const REPEATS = 5;
const FILES = { wine: '../test/fixtures/wine.csv', digits: '../data/digits.csv.gz' };

const GLMNET = `
suppressMessages(library(glmnet)); a <- commandArgs(TRUE); glmnet.control(fdev = 0, devmax = 1)
d <- read.csv(a[1]); x <- as.matrix(d[, -ncol(d)]); y <- factor(d[, ncol(d)]); lambda <- scan(a[2], quiet = TRUE)
run <- function() glmnet(x, y, family = "multinomial", lambda = lambda, standardize = FALSE)
times <- sapply(1:6, function(i) { t <- sum(proc.time()[1:2]); for (r in 1:as.integer(a[4])) m <<- run(); (sum(proc.time()[1:2]) - t) / as.integer(a[4]) })
coef <- sapply(seq_along(lambda), function(i) sapply(seq_along(m$beta), function(k) c(as.numeric(m$beta[[k]][, i]), m$a0[k, i])))
write(formatC(coef, digits = 17, format = "g"), a[3], ncolumns = nrow(coef))
cat(1000 * median(times[-1]))
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
    const repeats = name === 'wine' ? 20 : 1;
    for (let i = 0; i < (name === 'wine' ? WARM : 3); i++) path = softmaxPathSync(X, y);
    const ours = [];
    /** @type {number[]} */
    const theirs = [];
    for (let round = 0; round < ROUNDS; round++) {
      const times = [];
      for (let i = 0; i < REPEATS; i++) {
        const started = process.cpuUsage();
        path = softmaxPathSync(X, y);
        const { user, system } = process.cpuUsage(started);
        times.push((user + system) / 1000);
      }
      ours.push(median(times));
      const args = ['data.csv', 'lambda.txt', 'coef.txt'].map(each => join(folder, each));
      theirs.push(
        Number(
          execFileSync('Rscript', [join(folder, 'fit.R'), ...args, String(repeats)], { encoding: 'utf8' }),
        ),
      );
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
    const ratios = ours.map((ms, i) => Number(theirs[i]) / ms);
    console.log(
      `${name}: softmaxPath ${median(ours).toFixed(1)} ms, glmnet ${median(theirs).toFixed(1)} ms; ${median(ratios).toFixed(2)} times as fast ` +
        `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${ROUNDS} pairs); ` +
        `objective over glmnet's ${Math.min(...worse).toExponential(1)} to ${Math.max(...worse).toExponential(1)}, relative`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
