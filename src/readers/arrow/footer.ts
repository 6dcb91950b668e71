import { openRandomAccess } from '../random-access.js';
import { ReadError } from '../read-error.js';
import type { Source } from '../source.js';
import { Damage } from './message.js';

/** The length of the footer and "ARROW1", with which a file ends. */
const TAIL = 10;
const MOST_FOOTER = 1 << 26;

/** The footer of a file that can be read again, or of one in memory. */
export async function readFooter(source: Source, file: string): Promise<Uint8Array> {
  const bytes = await openRandomAccess(source, file);
  const tail = await bytes.read(Math.max(0, bytes.size - TAIL), bytes.size);
  if (tail.length < TAIL || String.fromCharCode(...tail.subarray(4)) !== 'ARROW1')
    throw new ReadError('the file ends too early', { file });
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  const end = bytes.size - TAIL;
  if (length <= 0 || length > end || length > MOST_FOOTER)
    throw new ReadError(`the footer claims ${length} bytes of a file of ${bytes.size}`, { file });
  return bytes.read(end - length, end);
}

/** Bytes of a message before the footer's, which holds its schema: a list of fields at 4, the table at 16. */
const SCHEMA_AT = 32;

/**
 * The message of a schema that stands in the footer alone, as in files of apache-arrow for JavaScript: places in a
 * flatbuffer are relative, so the footer as it is goes behind a table that refers to its schema.
 */
export function schemaMessage(footer: Uint8Array): Uint8Array {
  const view = new DataView(footer.buffer, footer.byteOffset, footer.length);
  const root = view.getUint32(0, true);
  const fields = root - view.getInt32(root, true);
  const version = place(0);
  const schema = place(1);
  if (schema === 0) throw new Damage('no schema');

  const bytes = new Uint8Array(SCHEMA_AT + footer.length);
  bytes.set(footer, SCHEMA_AT);
  const message = new DataView(bytes.buffer);
  message.setUint32(0, 16, true);
  // Sizes of list and table, then where in the table are version, kind of head, head.
  [10, 12, 4, 6, 8].forEach((value, i) => {
    message.setUint16(4 + 2 * i, value, true);
  });
  message.setInt32(16, 12, true);
  message.setUint16(20, version === 0 ? 0 : view.getUint16(version, true), true);
  message.setUint8(22, 1);
  message.setUint32(24, SCHEMA_AT - 24 + schema + view.getUint32(schema, true), true);
  return bytes;

  function place(id: number): number {
    if (4 + 2 * id + 2 > view.getUint16(fields, true)) return 0;
    const offset = view.getUint16(fields + 4 + 2 * id, true);
    return offset === 0 ? 0 : root + offset;
  }
}
