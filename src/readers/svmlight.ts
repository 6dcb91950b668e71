import { checkNames, describe, invalidType, invalidValue } from '../errors.js';
import { CsrMatrix } from '../index.js';
import { MARK_BYTES, withoutMark } from './byte-order-mark.js';
import { ReadError } from './read-error.js';
import { joined, readBytes, type Source, sourceName } from './source.js';
import { endsToken, SvmlightParser } from './svmlight-parser.js';

/** Of `readSvmlight`. */
export interface SvmlightOptions {
  /** Columns of X, d. Default: as many as the largest index says. */
  nFeatures?: number;
  /**
   * Whether indices count from 0. `'auto'`, the default: where a 0 is among them. A file that counts from 0 and never has feature 0
   * needs `true`.
   */
  zeroBased?: boolean | 'auto';
  /** The labels there may be, such as a model's classes. Default: any whole number. */
  classes?: readonly number[];
  /** What error messages call the source. Default: its path, the name of a File, the last part of a URL, or "data". */
  name?: string;
}

/** Sparse rows and a label each. */
export interface SvmlightRows {
  /** n × d. */
  X: CsrMatrix;
  /** n whole numbers. */
  y: Float64Array;
}

/** No number or query is longer. */
const MAX_TOKEN = 4096;

/**
 * Reads a file in svmlight's format, LIBSVM's: a line per row, `label index:value index:value … # comment`, gzipped or not. What
 * scikit-learn's `load_svmlight_file` reads, with labels that are whole numbers; `qid:` is skipped.
 *
 * @example
 * const { X, y } = await readSvmlight('rcv1_train.binary.gz', { nFeatures: 47236 });
 * await model.fit(X, y);
 *
 * @throws ReadError for a line that is none: with a label that is no whole number or several, indices that do not ascend, a value
 *   that is not finite
 * @throws TypeError | RangeError where an option is wrong
 */
export async function readSvmlight(source: Source, options: SvmlightOptions = {}): Promise<SvmlightRows> {
  const { nFeatures, zeroBased, labelProblem } = checkOptions(options);
  const file = options.name ?? sourceName(source);
  const parser = new SvmlightParser(file, labelProblem);
  await parseAll(parser, readBytes(source, file), file);
  const { rows, entries, smallest, largest } = parser;
  if (rows === 0) throw new ReadError('no rows', { file });
  if (zeroBased === false && smallest === 0)
    throw new ReadError('has the index 0: expected indices from 1, as zeroBased is false', { file });
  const base = zeroBased === true || (zeroBased === 'auto' && smallest === 0) ? 0 : 1;
  const width = largest + 1 - base;
  if (nFeatures !== undefined && width > nFeatures) {
    const most = `expected at most ${nFeatures - 1 + base}, as nFeatures is ${nFeatures} and indices count from ${base}`;
    throw new ReadError(`has the index ${largest}: ${most}`, { file, line: parser.lineOfLargest });
  }
  const indices = parser.indices.slice(0, entries);
  if (base === 1) for (let e = 0; e < entries; e++) indices[e] = (indices[e] as number) - 1;
  const X = new CsrMatrix({
    rows,
    cols: nFeatures ?? Math.max(1, width),
    indptr: parser.starts.slice(0, rows + 1),
    indices,
    values: parser.values.slice(0, entries),
  });
  return { X, y: parser.labels.slice(0, rows) };
}

/** Hands the parser whole tokens; what begins one waits for the rest of it. */
async function parseAll(
  parser: SvmlightParser,
  chunks: AsyncIterable<Uint8Array>,
  file: string,
): Promise<void> {
  let waiting: Uint8Array = new Uint8Array();
  let atStart = true;
  for await (const chunk of chunks) {
    let bytes = waiting.length === 0 ? chunk : joined(waiting, chunk);
    if (atStart && bytes.length >= MARK_BYTES) {
      atStart = false;
      bytes = withoutMark(bytes);
    }
    let end = atStart ? 0 : bytes.length;
    while (end > 0 && !endsToken(bytes[end - 1] as number)) end--;
    parser.parse(bytes, end);
    waiting = parser.inComment ? new Uint8Array() : bytes.slice(end);
    if (waiting.length <= MAX_TOKEN) continue;
    parser.parse(waiting, waiting.length);
    throw new ReadError(`has more than ${MAX_TOKEN} bytes without a space`, { file });
  }
  parser.parse(waiting, waiting.length);
  parser.finish();
}

function checkOptions(options: SvmlightOptions) {
  checkNames(options, ['nFeatures', 'zeroBased', 'classes', 'name'], ' of readSvmlight');
  const { nFeatures, zeroBased = 'auto', classes } = options;
  if (nFeatures !== undefined) {
    if (typeof nFeatures !== 'number') throw invalidType('nFeatures', 'a whole number', nFeatures);
    if (!(Number.isInteger(nFeatures) && nFeatures >= 1 && nFeatures <= 2 ** 31))
      throw invalidValue('nFeatures', 'a whole number from 1 to 2^31', nFeatures);
  }
  if (typeof zeroBased !== 'boolean' && zeroBased !== 'auto')
    throw invalidType('zeroBased', "true, false or 'auto'", zeroBased);
  return { nFeatures, zeroBased, labelProblem: labelCheck(classes) };
}

/** What was expected instead of a label; undefined where it is right. */
function labelCheck(classes: readonly number[] | undefined): (label: number) => string | undefined {
  const whole = 'a whole number, a class (softmax regression predicts classes, not quantities)';
  const problem = (label: number) => (Number.isSafeInteger(label) ? undefined : whole);
  if (classes === undefined) return problem;
  if (!Array.isArray(classes)) throw invalidType('classes', 'an array of whole numbers', classes);
  const known = new Set<number>(classes);
  for (const [k, label] of classes.entries())
    if (!Number.isSafeInteger(label)) throw invalidType(`classes[${k}]`, 'a whole number', label);
  const shown = classes.slice(0, 12).map(describe).join(', ');
  const expected = `one of the declared classes, ${shown}${classes.length > 12 ? ', …' : ''}`;
  return label => problem(label) ?? (known.has(label) ? undefined : expected);
}
