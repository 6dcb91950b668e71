import type { Data, DataType, RecordBatch, Schema } from 'apache-arrow';
import { type ArrowKind, kindOf } from './arrow/columns.js';
import { Damage } from './arrow/message.js';
import { type Message, readMessages } from './arrow/messages.js';
import { loadArrow } from './peers.js';
import { type Rereadable, rereadable } from './replay.js';
import type { Source } from './source.js';
import type { Table, TableChunk, WantedColumn } from './table.js';
import { checkDistinct, readingError, unsupported } from './typed-file.js';
import { emptyColumn, fillColumn } from './typed-values.js';

type Arrow = typeof import('apache-arrow');

/** Rows of a chunk at the most. */
const CHUNK_ROWS = 1 << 16;
/** Rows of a batch that need no byte of it: of columns in which all is missing. */
const ROWS_FOR_NOTHING = 1 << 20;

/**
 * Opens an Arrow stream or file (Feather version 2) by the optional peer apache-arrow. It is read from its beginning, a record
 * batch at a time, so memory holds one batch and the dictionaries.
 *
 * Numbers are integers, floats, decimals and booleans (0 and 1); dates and timestamps are milliseconds since 1970, as values
 * ISO 8601. Dictionaries are the values they stand for. Integers beyond 2^53 − 1 are refused as numbers, and text as
 * values. NaN is a missing value.  Compressed batches need a codec in apache-arrow's `compressionRegistry`.
 *
 * @throws ReadError for a file that is none, or is damaged; for a column of lists, structs, maps, times of day, durations or
 *   binary values, when it is asked for
 * @throws Error where apache-arrow is not installed
 */
export async function openArrow(source: Source | Rereadable, file: string): Promise<Table> {
  const arrow = await loadArrow('reading');
  const bytes = rereadable(source);
  const first = await openStream(bytes.reopen(), file, arrow);
  const { names, kinds } = await columnsOf(first, file, arrow);
  // Nobody closes a table: it is opened again for its rows.
  await first.close();
  return {
    file,
    names,
    types: kinds.map(kind => (typeof kind === 'string' ? 'unknown' : kind.kind.type)),
    chunks: (columns, last) =>
      readChunks(
        () => openStream(bytes.reopen(last), file, arrow),
        wantedOf(columns, names, kinds, file),
        file,
      ),
  };
}

async function columnsOf(stream: Stream, file: string, arrow: Arrow) {
  try {
    const names = stream.schema.fields.map(({ name }) => name ?? '');
    checkDistinct(names, file);
    return { names, kinds: stream.schema.fields.map(({ type }) => kindOf(type, arrow)) };
  } catch (error) {
    await stream.close();
    throw readingError(error, 'the schema is damaged', { file });
  }
}

interface Wanted extends ArrowKind {
  readonly index: number;
  readonly as: WantedColumn['as'];
  readonly name: string;
  readonly file: string;
}

/** Called by the first `next()` of a generator, as all that throws. */
function wantedOf(
  columns: readonly WantedColumn[],
  names: readonly string[],
  kinds: readonly (ArrowKind | string)[],
  file: string,
): () => Wanted[] {
  return () =>
    columns.map(({ index, as }) => {
      const kind = kinds[index] as ArrowKind | string;
      const name = names[index] as string;
      if (typeof kind !== 'string') return { ...kind, index, as, name, file };
      throw unsupported(kind, { file, column: name });
    });
}

interface Stream {
  readonly schema: Schema;
  batches(): AsyncGenerator<RecordBatch>;
  close(): Promise<void>;
}

/** Opens the stream and reads its schema. */
async function openStream(source: Source, file: string, arrow: Arrow): Promise<Stream> {
  const messages = readMessages(source, file);
  const state: Checking = { schema: undefined, failure: undefined };
  const close = async () => {
    await messages.return(undefined);
  };
  const told = (error: unknown) =>
    readingError(state.failure?.error ?? error, 'the file is damaged', { file });
  try {
    const reader = await arrow.RecordBatchReader.from(checkedBytes(messages, arrow, state));
    await reader.open();
    state.schema = reader.schema;
    if (state.failure !== undefined) throw state.failure.error;
    return { schema: reader.schema, close, batches };

    async function* batches() {
      try {
        for await (const batch of reader) yield batch;
        if (state.failure !== undefined) throw state.failure.error;
      } catch (error) {
        throw told(error);
      } finally {
        await close();
      }
    }
  } catch (error) {
    await close();
    throw told(error);
  }
}

/** What the check of a message must know, and what it found: apache-arrow need not hand on what its source threw. */
interface Checking {
  schema: Schema | undefined;
  failure: { readonly error: unknown } | undefined;
}

/** The bytes of messages, each once it has been looked at. */
async function* checkedBytes(
  messages: AsyncGenerator<Message>,
  arrow: Arrow,
  state: Checking,
): AsyncGenerator<Uint8Array> {
  let first = true;
  try {
    for await (const message of messages) {
      if (first !== (message.kind === 'schema')) throw new Damage(first ? 'no schema' : 'a second schema');
      if (message.kind === 'batch') checkBatch(message, state.schema, arrow);
      if (message.compression !== null) checkCodec(message.compression, arrow);
      first = false;
      yield new Uint8Array(Int32Array.of(-1, message.metadata.length).buffer);
      yield message.metadata;
      if (message.body.length > 0) yield message.body;
    }
    if (first) throw new Damage('no schema');
  } catch (error) {
    state.failure = { error };
    throw error;
  }
  yield new Uint8Array(Int32Array.of(-1, 0).buffer);
}

/** Every field has as many rows as the batch: apache-arrow would make up those that a field lacks. */
function checkBatch(
  { rows, nodes, body, compression }: Message,
  schema: Schema | undefined,
  arrow: Arrow,
): void {
  if (rows > 2 ** 31 || (compression === null && rows > 8 * body.length + ROWS_FOR_NOTHING))
    throw new Damage(`a batch claims ${rows} rows in ${body.length} bytes`);
  let at = 0;
  for (const { type } of schema?.fields ?? []) {
    if (nodes[at] !== rows) throw new Damage(`a column of ${nodes[at]} rows in a batch of ${rows}`);
    at += nodesOf(type, arrow);
  }
}

/** A field's own node and those of the fields in it; a dictionary's are in a message of its own. */
function nodesOf(type: DataType, arrow: Arrow): number {
  if (arrow.DataType.isDictionary(type)) return 1;
  return (type.children ?? []).reduce((sum, child) => sum + nodesOf(child.type, arrow), 1);
}

function checkCodec(compression: 'LZ4' | 'ZSTD', arrow: Arrow): void {
  // apache-arrow before 21.1 has neither.
  const { compressionRegistry, CompressionType }: Partial<Arrow> = arrow;
  const type = CompressionType?.[compression === 'LZ4' ? 'LZ4_FRAME' : 'ZSTD'];
  if (type !== undefined && typeof compressionRegistry?.get(type)?.decode === 'function') return;
  throw new Damage(
    `its batches are compressed by ${compression}, for which apache-arrow has no codec: give it one by compressionRegistry.set, or write the file uncompressed`,
  );
}

async function* readChunks(
  open: () => Promise<Stream>,
  wantedColumns: () => Wanted[],
  file: string,
): AsyncGenerator<TableChunk> {
  const wanted = wantedColumns();
  let firstRow = 0;
  for await (const { numRows, data } of (await open()).batches()) {
    for (let row = 0; row < numRows; row += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, numRows - row);
      const start = firstRow + row;
      const columns = wanted.map(column => {
        const target = emptyColumn(count, column);
        try {
          const values = column.slice(data.children[column.index] as Data, row, count);
          fillColumn(target, 0, values, 0, count, start, column);
        } catch (error) {
          throw readingError(error, 'is damaged', { file, column: column.name });
        }
        return target;
      });
      yield { rows: count, columns, where: i => ({ row: start + i }) };
    }
    firstRow += numRows;
  }
}
