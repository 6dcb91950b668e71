import type { FileMetaData, RowGroup, SchemaElement } from 'hyparquet';
import type { RandomAccess } from '../random-access.js';
import { ReadError } from '../read-error.js';
import { Damage, readStruct } from './thrift.js';

type Hyparquet = typeof import('hyparquet');

/** Bytes read from the end first, in the hope that the metadata are among them. */
const FIRST_READ = 1 << 16;
/** Bytes of metadata that are not refused: some 100 of each column of each row group. */
const MOST_METADATA = 1 << 25;

/** A column of the file: a field of its schema's root. */
export interface Field {
  readonly name: string;
  readonly element: SchemaElement;
  /** Which of a row group's column chunks it is; −1 for one of several. */
  readonly leaf: number;
}

/** The file's metadata, which stand at its end. */
export async function readMetadata(
  bytes: RandomAccess,
  { parquetMetadata }: Hyparquet,
  file: string,
): Promise<FileMetaData> {
  const { size } = bytes;
  const tail = await bytes.read(Math.max(0, size - FIRST_READ), size);
  const magic = String.fromCharCode(...tail.subarray(-4));
  if (magic === 'PARE') throw new ReadError('is encrypted, which is not supported', { file });
  if (size < 12 || magic !== 'PAR1')
    throw new ReadError('no Parquet file, or one that ends too early: it does not end with PAR1', { file });
  const length = new DataView(tail.buffer, tail.byteOffset + tail.length - 8, 4).getUint32(0, true);
  if (length > size - 12 || length > MOST_METADATA)
    throw new ReadError(`the metadata claim ${length} bytes of a file of ${size}`, { file });
  const start = size - 8 - length;
  const footer = length + 8 <= tail.length ? tail.subarray(-(length + 8)) : await bytes.read(start, size);
  readStruct(footer.subarray(0, length));
  return parquetMetadata(footer, { geoparquet: false });
}

/** The fields of the schema's root, which lists a tree in depth-first order. */
export function readFields({ schema }: FileMetaData): Field[] {
  const fields: Field[] = [];
  let at = 1;
  let leaf = 0;
  for (let i = 0; i < (schema[0]?.num_children ?? 0); i++) {
    const element = schema[at];
    const firstLeaf = leaf;
    for (let left = 1; left > 0; left--) {
      const { num_children: children = 0, type } = schema[at++] ?? {};
      if (children < 0 || at > schema.length) throw new Damage('a schema of fewer columns than it claims');
      left += children;
      if (type !== undefined) leaf++;
    }
    if (typeof element?.name !== 'string') throw new Damage('a column without a name');
    const nested = element.num_children || element.repetition_type === 'REPEATED';
    fields.push({ name: element.name, element, leaf: nested ? -1 : firstLeaf });
  }
  return fields;
}

/** Where in the file the chunk of a column is, and how it is packed. */
export interface ChunkPlace {
  readonly start: number;
  readonly end: number;
  readonly codec: string;
}

export function rowsOf({ num_rows }: RowGroup): number {
  const rows = Number(num_rows);
  if (Number.isSafeInteger(rows) && rows >= 0) return rows;
  throw new Damage(`a row group of ${num_rows} rows`);
}

/** @param size bytes of the file */
export function placeOf({ columns }: RowGroup, { name, element, leaf }: Field, size: number): ChunkPlace {
  const chunk = columns[leaf];
  const meta = chunk?.meta_data;
  if (chunk?.file_path) throw new Damage('its values are in another file');
  if (!meta) throw new Damage('the row group has no values of it');
  if (meta.path_in_schema.join('.') !== name || meta.type !== element.type)
    throw new Damage('the row group has another column in its place');
  const first = [meta.data_page_offset, meta.dictionary_page_offset].map(Number).filter(place => place > 0);
  const start = Math.min(...first);
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 4 && end >= start && end <= size - 8))
    throw new Damage(`its values are at ${start} to ${end} of ${size}`);
  return { start, end, codec: String(meta.codec) };
}
