/** A format of rows under named columns. */
export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'arrow' | 'parquet';
/** What a file of rows is written in. */
export type Format = TableFormat | 'npy' | 'npz' | 'idx' | 'svmlight';

export const TABLE_FORMATS: readonly TableFormat[] = ['csv', 'tsv', 'jsonl', 'arrow', 'parquet'];
export const FORMATS: readonly Format[] = [...TABLE_FORMATS, 'npy', 'npz', 'idx', 'svmlight'];

export function isTableFormat(format: Format): format is TableFormat {
  return (TABLE_FORMATS as readonly Format[]).includes(format);
}

const BY_EXTENSION: Record<string, Format> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
  parquet: 'parquet',
  pq: 'parquet',
  npy: 'npy',
  npz: 'npz',
  idx: 'idx',
  svm: 'svmlight',
  svmlight: 'svmlight',
  libsvm: 'svmlight',
};

/** Kinds of numbers that IDX files have: bytes with and without sign, int16, int32, float32, float64. */
const IDX_TYPES = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];

/**
 * What a file is written in, by the signs it bears, else by its name, else by what its text looks like.
 * @param head its first bytes, unzipped: 8 for all signs, some hundred for text
 * @param name its name or path; an ending `.gz` is left out of account
 */
export function formatOf(head: Uint8Array, name: string): Format {
  return bySigns(head) ?? byName(name) ?? byText(head);
}

function bySigns(head: Uint8Array): Format | undefined {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (begins(0x50, 0x41, 0x52) && (head[3] === 0x31 || head[3] === 0x45)) return 'parquet'; // PAR1, PARE encrypted
  if (begins(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31)) return 'arrow'; // ARROW1
  if (begins(0xff, 0xff, 0xff, 0xff)) return 'arrow'; // a message of a stream
  if (begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return 'npy'; // NUMPY
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0x50, 0x4b, 0x05, 0x06)) return 'npz'; // a zip, or an empty one
  const dimensions = head[3] ?? 0;
  if (begins(0, 0) && IDX_TYPES.includes(head[2] as number) && dimensions >= 1 && dimensions <= 8)
    return 'idx';
  return undefined;
}

function byName(name: string): Format | undefined {
  const base = name.toLowerCase().replace(/\.gz$/, '');
  // MNIST's own names: train-images-idx3-ubyte
  if (/[-.]idx\d-ubyte$/.test(base)) return 'idx';
  const extension = /\.([a-z]+)$/.exec(base)?.[1];
  return extension !== undefined && Object.hasOwn(BY_EXTENSION, extension)
    ? BY_EXTENSION[extension]
    : undefined;
}

function byText(head: Uint8Array): Format {
  const text = new TextDecoder().decode(head);
  const line = text.split(/\r\n|\r|\n/).find(each => each.trim() !== '' && !each.startsWith('#')) ?? '';
  // An array of objects is none, and is told so.
  if (/^\s*(\{|\[\s*(\{|$))/.test(line)) return 'jsonl';
  // A label or several, then pairs with index: 1 qid:3 1:0.5 7:2, the last of which may be cut off here.
  if (/^\s*[-+\w.,]+(\s+(qid|\d+):[-+\w.]*)+\s*(#.*)?$/.test(line)) return 'svmlight';
  // Tabs beside another delimiter: which it is, the first lines tell the reader of CSV.
  return line.includes('\t') && !/[,;|]/.test(line) ? 'tsv' : 'csv';
}
