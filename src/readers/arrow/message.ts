/**
 * The head of an Arrow message, looked at before apache-arrow decodes it: its flatbuffers take every claimed length for true,
 * and read zeros beyond the end.
 * Formats: https://flatbuffers.dev/internals/, https://github.com/apache/arrow/blob/main/format/Message.fbs and Schema.fbs
 */

export interface MessageHead {
  readonly kind: 'schema' | 'dictionary' | 'batch' | 'other';
  /** Bytes that follow the head. */
  readonly bodyLength: number;
  /** Rows of a batch, or values of a dictionary. */
  readonly rows: number;
  /** Rows of each field and of the fields in it, depth first. */
  readonly nodes: readonly number[];
  readonly compression: 'LZ4' | 'ZSTD' | null;
}

export class Damage extends Error {}

const KINDS = ['other', 'schema', 'dictionary', 'batch'] as const;
/** Fields within fields. */
const MOST_DEPTH = 64;
/** Bytes are seen this often at the most: parts of a flatbuffer may be shared, and so be more than its bytes when written out. */
const MOST_SHARED = 4;

/** @throws Damage where it claims what is not there */
export function checkMessage(bytes: Uint8Array): MessageHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let budget = MOST_SHARED * bytes.length + 1024;

  const message = table(uint32(0));
  const kind = KINDS[byte(message, 1)] ?? 'other';
  const head = pointer(message, 2);
  const nothing = { kind, rows: 0, nodes: [], compression: null };
  const bodyLength = long(message, 3);
  keyValues(message, 4);
  if (kind === 'other') return { ...nothing, bodyLength };
  if (head === 0) throw new Damage('a message without a head');
  if (kind === 'schema') {
    checkSchema(table(head));
    return { ...nothing, bodyLength };
  }
  if (kind === 'batch') return { kind, bodyLength, ...batchOf(table(head)) };
  const data = pointer(table(head), 1);
  if (data === 0) throw new Damage('a dictionary without values');
  return { kind, bodyLength, ...batchOf(table(data)) };

  function checkSchema(schema: number): void {
    if (short(schema, 0) !== 0) throw new Damage('numbers are big-endian, which is not supported');
    for (const field of tables(schema, 1)) checkField(field, 0);
    keyValues(schema, 2);
  }

  function checkField(field: number, depth: number): void {
    if (depth > MOST_DEPTH) throw new Damage('fields nested too deep');
    string(field, 0);
    const type = pointer(field, 3);
    // A union lists numbers of its children.
    if (type !== 0 && byte(field, 2) === 14) vector(table(type), 1, 4);
    const dictionary = pointer(field, 4);
    if (dictionary !== 0) table(dictionary);
    for (const child of tables(field, 5)) checkField(child, depth + 1);
    keyValues(field, 6);
  }

  function batchOf(batch: number) {
    const nodes = vector(batch, 1, 16);
    vector(batch, 2, 16);
    vector(batch, 4, 8);
    const compressed = pointer(batch, 3);
    return {
      rows: long(batch, 0),
      nodes: Array.from({ length: nodes.length }, (_, i) => int64(nodes.start + 16 * i)),
      compression:
        compressed === 0 ? null : byte(table(compressed), 0) === 0 ? ('LZ4' as const) : ('ZSTD' as const),
    };
  }

  function keyValues(owner: number, id: number): void {
    for (const pair of tables(owner, id)) {
      string(pair, 0);
      string(pair, 1);
    }
  }

  function spend(count: number): void {
    budget -= count;
    if (budget < 0) throw new Damage('parts that are shared over and over');
  }

  function uint32(at: number): number {
    if (at < 0 || at + 4 > bytes.length) throw new Damage('refers to what is beyond its end');
    return view.getUint32(at, true);
  }

  function int64(at: number): number {
    if (at + 8 > bytes.length) throw new Damage('refers to what is beyond its end');
    const value = Number(view.getBigInt64(at, true));
    if (value < 0 || !Number.isSafeInteger(value)) throw new Damage(`a length of ${value}`);
    return value;
  }

  /** A table's place, once its list of fields is known to be there. */
  function table(at: number): number {
    spend(8);
    const list = at - (uint32(at) | 0);
    const length = list < 0 || list + 4 > bytes.length ? 0 : view.getUint16(list, true);
    if (length < 4 || list + length > bytes.length) throw new Damage('a table without a list of its fields');
    return at;
  }

  /** Place of a field of a table, 0 where it has none. */
  function place(owner: number, id: number): number {
    const list = owner - view.getInt32(owner, true);
    if (4 + 2 * id + 2 > view.getUint16(list, true)) return 0;
    const offset = view.getUint16(list + 4 + 2 * id, true);
    if (offset !== 0 && owner + offset >= bytes.length) throw new Damage('refers to what is beyond its end');
    return offset === 0 ? 0 : owner + offset;
  }

  function byte(owner: number, id: number): number {
    const at = place(owner, id);
    return at === 0 ? 0 : (bytes[at] as number);
  }

  function short(owner: number, id: number): number {
    const at = place(owner, id);
    return at === 0 ? 0 : (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8);
  }

  function long(owner: number, id: number): number {
    const at = place(owner, id);
    return at === 0 ? 0 : int64(at);
  }

  /** What a field points to, 0 where there is none. */
  function pointer(owner: number, id: number): number {
    const at = place(owner, id);
    return at === 0 ? 0 : at + uint32(at);
  }

  function vector(owner: number, id: number, size: number) {
    const at = pointer(owner, id);
    if (at === 0) return { start: 0, length: 0 };
    const length = uint32(at);
    if (length * size > bytes.length - at - 4) throw new Damage(`a list of ${length} elements`);
    spend(length * size);
    return { start: at + 4, length };
  }

  function string(owner: number, id: number): void {
    vector(owner, id, 1);
  }

  function* tables(owner: number, id: number): Generator<number> {
    const { start, length } = vector(owner, id, 4);
    for (let i = 0; i < length; i++) yield table(start + 4 * i + uint32(start + 4 * i));
  }
}
