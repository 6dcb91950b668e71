/**
 * Thrift's compact protocol, in which Parquet writes its metadata, as far as one has to look at it before it is handed on:
 * hyparquet allocates what a list claims to hold.
 * Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** Fields of a struct by id: numbers, booleans and structs; of text and lists only that they are there. */
export type Fields = ReadonlyMap<number, number | boolean | Fields | null>;

/** Structs within structs; Parquet's go 7 deep. */
const MOST_DEPTH = 32;
/** Objects of a reader's memory, structs and texts, that so many bytes make at the most, and some beside. */
const OBJECT_BYTES = 3;
const SPARE_OBJECTS = 256;

export class Damage extends Error {}

/** Reads the struct that begins at `start`; throws where it is damaged, with memory of the order of the bytes it takes. */
export function readStruct(bytes: Uint8Array, start = 0): { fields: Fields; end: number } {
  let at = start;
  let objects = 0;
  const fields = struct(0);
  return { fields, end: at };

  function struct(depth: number): Fields {
    if (depth > MOST_DEPTH) throw new Damage('structs nested too deep');
    countObject();
    const fields = new Map<number, number | boolean | Fields | null>();
    let id = 0;
    for (;;) {
      const head = byte();
      const type = head & 15;
      if (type === 0) return fields;
      id = head >> 4 ? id + (head >> 4) : zigzag(5);
      fields.set(id, value(type, depth));
    }
  }

  function value(type: number, depth: number): number | boolean | Fields | null {
    switch (type) {
      case 1:
        return true;
      case 2:
        return false;
      case 3:
        return (byte() << 24) >> 24;
      case 4:
      case 5:
        return zigzag(5);
      case 6:
        return zigzag(10);
      case 7:
        skip(8);
        return null;
      case 8:
        countObject();
        skip(varint(5));
        return null;
      case 9:
        list(depth + 1);
        return null;
      case 12:
        return struct(depth + 1);
      default:
        throw new Damage(`unknown type ${type}`);
    }
  }

  /** Every element takes a byte at the least, so that no list is longer than what is left. */
  function list(depth: number): void {
    const head = byte();
    const type = head & 15;
    const length = head >> 4 === 15 ? varint(5) : head >> 4;
    if (depth > MOST_DEPTH || length > bytes.length - at) throw new Damage(`a list of ${length} elements`);
    for (let i = 0; i < length; i++) {
      if (type === 1 || type === 2) byte();
      else value(type, depth);
    }
  }

  function countObject(): void {
    objects++;
    if (objects > (at - start) / OBJECT_BYTES + SPARE_OBJECTS)
      throw new Damage('empty structs by the thousand');
  }

  function byte(): number {
    if (at >= bytes.length) throw new Damage('ends too early');
    return bytes[at++] as number;
  }

  function skip(length: number): void {
    at += length;
    if (at > bytes.length) throw new Damage('ends too early');
  }

  /** @param most bytes of it: 5 for 32 bits, 10 for 64 */
  function varint(most: number): number {
    let result = 0;
    let scale = 1;
    for (let i = 0; i < most; i++) {
      const next = byte();
      result += (next & 127) * scale;
      if (next < 128) {
        if (most === 5 && result > 0xffff_ffff) break;
        return result;
      }
      scale *= 128;
    }
    throw new Damage('a number is too long');
  }

  function zigzag(most: number): number {
    const folded = varint(most);
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }
}
