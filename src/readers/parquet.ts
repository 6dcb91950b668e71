import type { FileMetaData } from 'hyparquet';
import { ColumnCursor, type Unpack } from './parquet/column-cursor.js';
import { type ChunkPlace, type Field, placeOf, readFields, readMetadata, rowsOf } from './parquet/footer.js';
import { kindOf, type ParquetKind } from './parquet/kinds.js';
import { unpackerOf } from './parquet/unpack.js';
import { loadHyparquet } from './peers.js';
import { openRandomAccess, type RandomAccess } from './random-access.js';
import { ReadError } from './read-error.js';
import type { Source } from './source.js';
import type { Table, TableChunk, WantedColumn } from './table.js';
import { checkDistinct, readingError, unsupported } from './typed-file.js';
import { emptyColumn } from './typed-values.js';

type Hyparquet = typeof import('hyparquet');

/** Rows of a chunk at the most. */
const CHUNK_ROWS = 1 << 16;

interface Opened {
  readonly bytes: RandomAccess;
  readonly peer: Hyparquet;
  readonly file: string;
  readonly metadata: FileMetaData;
  readonly fields: readonly Field[];
}

/**
 * Opens a Parquet file by the optional peer hyparquet.  Of the file are read its metadata and then, a row group at a time,
 * the columns asked for: memory holds those of one row group, packed, and some 65536 rows of them decoded.
 *
 * Numbers are integers, floats, decimals and booleans (0 and 1); dates and timestamps are milliseconds since 1970, as values
 * ISO 8601. Integers beyond 2^53 − 1 are refused as numbers, and text as values.  NaN is a missing value.
 *
 * @throws ReadError for a file that is none, or is damaged; for a column of lists, structs, maps, times of day or binary values,
 *   when it is asked for
 * @throws Error where hyparquet, or for codecs other than Snappy hyparquet-compressors, is not installed
 */
export async function openParquet(source: Source, file: string): Promise<Table> {
  const peer = await loadHyparquet();
  const bytes = await openRandomAccess(source, file);
  try {
    const metadata = await readMetadata(bytes, peer, file);
    const fields = readFields(metadata);
    const names = fields.map(({ name }) => name);
    checkDistinct(names, file);
    const opened = { bytes, peer, file, metadata, fields };
    const types = fields.map(field => {
      const kind = supported(field);
      return typeof kind === 'string' ? 'unknown' : kind.kind.type;
    });
    return { file, names, types, chunks: columns => readChunks(opened, columns) };
  } catch (error) {
    throw readingError(error, 'the metadata are damaged', { file });
  }
}

function supported({ element, leaf }: Field): ParquetKind | string {
  if (leaf >= 0) return kindOf(element);
  const annotated = element.logical_type?.type ?? element.converted_type;
  return annotated ?? (element.num_children ? 'STRUCT' : `repeated ${element.type}`);
}

/** A column asked for. */
interface Wanted {
  readonly field: Field;
  readonly kind: ParquetKind;
  readonly as: WantedColumn['as'];
}

async function* readChunks(opened: Opened, columns: readonly WantedColumn[]): AsyncGenerator<TableChunk> {
  const { metadata, fields, file } = opened;
  const wanted = columns.map(({ index, as }): Wanted => {
    const field = fields[index] as Field;
    const kind = supported(field);
    if (typeof kind !== 'string') return { field, kind, as };
    throw unsupported(kind, { file, column: field.name });
  });
  const unpackers = new Map<string, Unpack>();
  let firstRow = 0;
  for (const group of metadata.row_groups) {
    const rows = guarded(() => rowsOf(group), 'the metadata are damaged', opened);
    if (rows === 0) continue;
    const read = await readGroup(opened, wanted, group, unpackers, rows);
    const step = wanted.length === 0 ? rows : CHUNK_ROWS;
    for (let row = 0; row < rows; row += step) {
      const count = Math.min(step, rows - row);
      const start = firstRow + row;
      const filled = [];
      for (const { cursor, field, kind, as } of read) {
        const typed = { kind: kind.kind, as, name: field.name, file };
        const target = emptyColumn(count, typed);
        try {
          await cursor.take(target, start, typed);
        } catch (error) {
          throw readingError(error, 'is damaged', { file, column: field.name });
        }
        filled.push(target);
      }
      yield { rows: count, columns: filled, where: i => ({ row: start + i }) };
    }
    firstRow += rows;
  }
}

/** Reads the chunks of a row group's columns that are asked for, those that touch at one go. */
async function readGroup(
  { bytes, peer, file }: Opened,
  wanted: readonly Wanted[],
  group: FileMetaData['row_groups'][number],
  unpackers: Map<string, Unpack>,
  rows: number,
) {
  const places = new Map<Field, ChunkPlace>();
  for (const { field } of wanted) {
    places.set(
      field,
      guarded(() => placeOf(group, field, bytes.size), 'is damaged', { file, column: field.name }),
    );
  }
  const chunks = await readPlaces([...places.values()], bytes, file);
  const cursors = [];
  for (const { field, kind, as } of wanted) {
    const place = places.get(field) as ChunkPlace;
    try {
      const unpack = unpackers.get(place.codec) ?? (await unpackerOf(place.codec, peer));
      unpackers.set(place.codec, unpack);
      const cursor = new ColumnCursor(chunks.get(place) as Uint8Array, place.codec, rows, peer, unpack, kind);
      cursors.push({ cursor, field, kind, as });
    } catch (error) {
      throw readingError(error, 'is damaged', { file, column: field.name });
    }
  }
  return cursors;
}

async function readPlaces(places: ChunkPlace[], bytes: RandomAccess, file: string) {
  places.sort((a, b) => a.start - b.start);
  const chunks = new Map<ChunkPlace, Uint8Array>();
  for (let i = 0; i < places.length; ) {
    const { start } = places[i] as ChunkPlace;
    let end = start;
    const first = i;
    for (; i < places.length && (i === first || places[i]?.start === end); i++)
      end = (places[i] as ChunkPlace).end;
    // So a file cannot have more read than there is of it.
    if ((places[i]?.start ?? end) < end)
      throw new ReadError('columns that overlap: the file is damaged', { file });
    const run = await bytes.read(start, end);
    for (const place of places.slice(first, i))
      chunks.set(place, run.subarray(place.start - start, place.end - start));
  }
  return chunks;
}

function guarded<T>(read: () => T, problem: string, where: { file: string; column?: string }): T {
  try {
    return read();
  } catch (error) {
    throw readingError(error, problem, where);
  }
}
