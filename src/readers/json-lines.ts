import { listed, ReadError } from './read-error.js';
import { chunkOfRecords, columnsOf, type TableRecord } from './records.js';
import type { Rereadable } from './replay.js';
import { readBytes } from './source.js';
import type { Table } from './table.js';
import type { Wanted } from './wanted.js';

/** Bytes read at once at the least. */
const BATCH = 1 << 17;
/** The longest line. Beyond it a file has no lines, and memory would go on growing. */
const MAX_LINE = 1 << 24;

/** Records of a file, and the physical line, from 1, of each. */
interface Batch {
  readonly records: TableRecord[];
  readonly lines: number[];
}

/**
 * JSON lines as a table: an object a line, blank lines aside.  The columns are those of the first objects, as many as 128 kB
 * are, and those that are asked for by name: where they may come later, or are known from earlier rows.  A name that an
 * object lacks is a missing value.  Names that are whole numbers come before others, as JavaScript's objects have them.
 */
export async function openJsonLines(
  bytes: Rereadable,
  file: string,
  { features, text, learnt }: Wanted,
): Promise<Table> {
  const whole = features === undefined && text === undefined;
  const { names, types } = await lookAt(readRecords(readBytes(bytes.reopen(), file), file));
  const all = new Set(names);

  return {
    file,
    names,
    types,
    async *chunks(columns, last) {
      const wanted = columns.map(({ index, as }) => ({ name: names[index] as string, as }));
      for await (const { records, lines } of readRecords(readBytes(bytes.reopen(last), file), file)) {
        if (whole) checkNames(records, lines);
        yield chunkOfRecords(records, wanted, file, i => ({ line: lines[i] as number }));
      }
    },
  };

  async function lookAt(batches: AsyncGenerator<Batch>): Promise<ReturnType<typeof columnsOf>> {
    try {
      const first = await batches.next();
      if (first.done) throw new ReadError('the file is empty', { file });
      const known = columnsOf(first.value.records);
      const absent = [...(features ?? []), ...(text ?? [])].filter(name => !known.names.includes(name));
      // They may come where the file goes on.
      if (absent.length === 0 || !(learnt || !(await batches.next()).done)) return known;
      for (const name of new Set(absent)) {
        known.names.push(name);
        known.types.push('unknown');
      }
      return known;
    } finally {
      await batches.return(undefined);
    }
  }

  function checkNames(records: readonly TableRecord[], lines: readonly number[]): void {
    for (const [i, record] of records.entries()) {
      for (const column of Object.keys(record)) {
        if (all.has(column)) continue;
        const problem = `was not in the first objects: expected ${listed(names)}, or features that are named`;
        throw new ReadError(problem, { file, line: lines[i] as number, column });
      }
    }
  }
}

async function* readRecords(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Batch> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending = '';
  let line = 1;
  let enough = BATCH;

  function decode(chunk?: Uint8Array): void {
    try {
      pending += chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new ReadError('not UTF-8 text: a binary file, or one to be saved as UTF-8 first', { file });
    }
  }

  function* parse(text: string): Generator<Batch> {
    const records: TableRecord[] = [];
    const lines: number[] = [];
    for (const row of text.split('\n')) {
      if (row.trim() !== '') {
        records.push(parseLine(row, file, line));
        lines.push(line);
      }
      line++;
    }
    if (records.length > 0) yield { records, lines };
  }

  for await (const chunk of bytes) {
    decode(chunk);
    while (pending.length >= enough) {
      const end = pending.lastIndexOf('\n', enough - 1);
      if (end >= 0) {
        const text = pending.slice(0, end);
        pending = pending.slice(end + 1);
        enough = BATCH;
        yield* parse(text);
      } else if (enough > MAX_LINE)
        throw new ReadError(`a line of more than ${MAX_LINE >> 20} MiB`, { file, line });
      else enough *= 2;
    }
  }
  decode();
  yield* parse(pending);
}

function parseLine(text: string, file: string, line: number): TableRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? error.message.replace(/\s+/g, ' ') : 'it is nested too deeply';
    throw new ReadError(`not JSON: ${reason}`, { file, line });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as TableRecord;
  if (Array.isArray(value) && typeof value[0] === 'object')
    throw new ReadError('a JSON array: expected its objects one a line, without brackets and commas', {
      file,
      line,
    });
  throw new ReadError(`not an object: expected one a line, as in {"age": 31}`, { file, line });
}
