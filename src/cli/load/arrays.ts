import type { CsrMatrix } from '../../data/csr-matrix.js';
import { Matrix } from '../../data/matrix.js';
import type { NdArray } from '../../data/nd-array.js';
import type { Label } from '../../labels.js';
import { readIdx } from '../../readers/idx.js';
import { readNpy } from '../../readers/npy.js';
import { readNpz } from '../../readers/npz.js';
import { listed, ReadError } from '../../readers/read-error.js';
import { readSvmlight } from '../../readers/svmlight.js';
import { inFile, Misuse } from '../failure.js';
import { type InputFile, openInput } from './source.js';

/** Rows of an array file, and their labels where it has them or another file is named. */
export interface ArrayRows {
  readonly X: Matrix | CsrMatrix;
  readonly y: Label[] | null;
}

export interface ArrayOptions {
  /** Path of the labels, for files that hold none. */
  readonly labels?: string;
  /** Columns of sparse rows. */
  readonly nFeatures?: number;
  /** Of an archive that holds rows to train on and rows to test: the latter. */
  readonly preferTest?: boolean;
}

/** Names of X and y in NPZ archives that people write; parts of a split, as Keras has them, by what they are for. */
const NAMES = [
  ['X', 'y'],
  ['x', 'y'],
  ['X', 'Y'],
  ['data', 'target'],
  ['data', 'labels'],
];
const PARTS = {
  train: [
    ['x_train', 'y_train'],
    ['X_train', 'y_train'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['X_test', 'y_test'],
  ],
};

/** Reads NPY, NPZ, IDX and svmlight. */
export async function loadArrays(
  input: InputFile,
  { labels, nFeatures, preferTest = false }: ArrayOptions,
): Promise<ArrayRows> {
  const { bytes, file: name, format } = input;
  const own = async (): Promise<ArrayRows> => {
    if (format === 'svmlight') {
      const { X, y } = await readSvmlight(bytes.reopen(true), {
        name,
        ...(nFeatures !== undefined && { nFeatures }),
      });
      return { X, y: Array.from(y) };
    }
    if (format !== 'npz') {
      const array = await (format === 'npy' ? readNpy : readIdx)(bytes.reopen(true), { name });
      return { X: matrixOf(array, name), y: null };
    }
    const arrays = await readNpz(bytes.reopen(true), { name });
    const { test, train } = PARTS;
    const pairs = [...NAMES, ...(preferTest ? [...test, ...train] : train)];
    const has = (array: string) => Object.hasOwn(arrays, array);
    const [x, y] = pairs.find(pair => pair.every(has)) ?? pairs.find(([array]) => has(array as string)) ?? [];
    if (x === undefined)
      throw new ReadError(`holds ${listed(Object.keys(arrays))}: expected an array X`, { file: name });
    const classes = y !== undefined && has(y) ? labelsOf(arrays[y] as NdArray, name) : null;
    return { X: matrixOf(arrays[x] as NdArray, name), y: classes };
  };
  const { X, y } = await inFile(name, own);
  if (labels === undefined) return { X, y };
  const given = await loadLabels(labels);
  if (given.length === X.rows) return { X, y: given };
  throw new Error(`${labels}: ${given.length} labels: expected ${X.rows}, one for each row of ${name}`);
}

async function loadLabels(path: string): Promise<Label[]> {
  const { bytes, file: name, format } = await openInput(path, {}, undefined);
  return inFile(name, async () => {
    if (format === 'npy' || format === 'idx')
      return labelsOf(await (format === 'npy' ? readNpy : readIdx)(bytes.reopen(true), { name }), name);
    throw new Misuse(`--labels is ${path}: expected an NPY or IDX file`);
  });
}

/** The first dimension is the rows'. */
function matrixOf(array: NdArray, file: string): Matrix {
  const [rows = 0] = array.shape;
  const cols = rows === 0 ? 0 : array.data.length / rows;
  if (array.kind === 'texts' || array.shape.length < 2 || cols === 0)
    throw new ReadError(
      `holds an array of shape ${array.shape.join(' × ')} of ${array.dtype}: expected rows of numbers`,
      { file },
    );
  return new Matrix(Float64Array.from(array.data), rows, cols);
}

function labelsOf(array: NdArray, file: string): Label[] {
  if (array.shape.length === 1 || array.data.length === array.shape[0]) return Array.from<Label>(array.data);
  throw new ReadError(`holds labels of shape ${array.shape.join(' × ')}: expected one a row`, { file });
}
