/**
 * `node bench/text.js --data FILE`: text to classes in stratified 5-fold cross-validation, after `npm run build`.
 *
 *   --data=FILE        a CSV file; none is bundled.  The figures in the documents are of the AG news test set, 7600 rows of
 *                      class, title and text without a header (Zhang, Zhao & LeCun 2015)
 *   --text=x1,x2       its columns of text
 *   --target=x0        its column of labels
 *   --C=1              inverse strength of the penalty
 *   --options={…}      of the vectorizer, as JSON
 *   --seed=0           of the folds
 */
import { openAsBlob } from 'node:fs';
import { parseArgs } from 'node:util';
import { digits3, milliseconds, summarize, table } from './stats.js';
import { mulberry32 } from './workloads.js';

/** @typedef {{ rows: number, cols: number, nnz: number, indptr: Uint32Array, indices: Uint32Array, values: Float32Array }} Csr */

const FOLDS = 5;
/** What predicted best of the AG news, see docs/sparse-and-text.md. */
const BEST = {
  ngramRange: [1, 2],
  minDf: 2,
  tfidf: true,
  sublinearTf: true,
  idfPower: 3,
  stopWords: 'english',
};

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    text: { type: 'string', default: 'x1,x2' },
    target: { type: 'string', default: 'x0' },
    C: { type: 'string', default: '1' },
    options: { type: 'string', default: JSON.stringify(BEST) },
    seed: { type: 'string', default: '0' },
  },
});
if (flags.data === undefined) {
  console.log('no data: --data FILE names a CSV file, --text and --target its columns');
  process.exit();
}

/** @param {string} name of a built module; not a literal, because it is built and not a source */
const built = name => import(`../dist/${name}.js`);
const [{ SoftmaxRegression }, { TextVectorizer }, { readCsv }] = await Promise.all(
  ['index', 'text', 'csv'].map(built),
);
/** @type {{ texts: string[], y: (string | number)[] }} */
const { texts, y } = await readCsv(await openAsBlob(flags.data), {
  text: flags.text.split(','),
  target: flags.target,
  name: flags.data,
});
const foldOf = stratified(y, mulberry32(Number(flags.seed)));
const folds = Array.from({ length: FOLDS }, (_, fold) => crossValidate(fold));

console.log(`Node ${process.versions.node}, ${texts.length} texts, C ${flags.C}, ${flags.options}\n`);
const columns = [
  'fold',
  'accuracy',
  'columns',
  'entries',
  'CSR',
  'vectorizing',
  'fit',
  'evaluations',
  'status',
];
const rows = folds.map(({ X, accuracy, vectorizing, fit, report }, fold) => [
  String(fold + 1),
  accuracy.toFixed(4),
  String(X.cols),
  String(X.nnz),
  `${(csrBytes(X) / 1e6).toFixed(2)} MB`,
  `${digits3(vectorizing)} ms`,
  `${digits3(fit)} ms`,
  String(report.evaluations),
  report.status,
]);
console.log(table(columns, rows));
const mean = folds.reduce((sum, { accuracy }) => sum + accuracy, 0) / FOLDS;
const medians = [folds.map(fold => fold.vectorizing), folds.map(fold => fold.fit)].map(
  times => summarize(times).median,
);
console.log(
  `\nmean accuracy ${mean.toFixed(4)}; medians: vectorizing ${digits3(medians[0])} ms, fit ${digits3(medians[1])} ms`,
);

/** Fold of each row: of every class a fifth, at random. @param {unknown[]} labels @param {() => number} random */
function stratified(labels, random) {
  const found = new Uint8Array(labels.length);
  for (const label of new Set(labels)) {
    const order = labels.flatMap((other, i) => (other === label ? [{ i, at: random() }] : []));
    order.sort((a, b) => a.at - b.at);
    for (const [place, { i }] of order.entries()) found[i] = place % FOLDS;
  }
  return found;
}

/** Learns vocabulary and model from the other folds. @param {number} fold */
function crossValidate(fold) {
  /** @param {boolean} test */
  const part = test => {
    const chosen = [...foldOf.keys()].filter(i => (foldOf[i] === fold) === test);
    return { docs: chosen.map(i => texts[i]), labels: chosen.map(i => y[i]) };
  };
  const [train, test] = [part(false), part(true)];
  const vectorizer = new TextVectorizer(JSON.parse(flags.options));
  const model = new SoftmaxRegression({ C: Number(flags.C) });
  /** @type {Csr | undefined} */
  let X;
  const vectorizing = milliseconds(() => {
    X = vectorizer.fitTransform(train.docs);
  });
  const fit = milliseconds(() => model.fitSync(X, train.labels));
  /** @type {number} */
  const accuracy = model.score(vectorizer.transform(test.docs), test.labels);
  /** @type {{ evaluations: number, status: string }} */
  const report = model.report;
  return { accuracy, vectorizing, fit, report, X: /** @type {Csr} */ (/** @type {unknown} */ (X)) };
}

/** @param {Csr} X */
function csrBytes({ indptr, indices, values }) {
  return indptr.byteLength + indices.byteLength + values.byteLength;
}
