import { Damage, type Fields, readStruct } from './thrift.js';

/** A page of a column chunk. Format: https://parquet.apache.org/docs/file-format/data-pages/ */
export interface Page {
  /** In the chunk: where the header begins, where the body does, where that ends. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  readonly kind: 'dictionary' | 'data' | 'data-v2';
  /** Missing ones are counted. */
  readonly values: number;
  readonly encoding: number;
  /** Encoding of what says which values are missing, of a page of version 1. */
  readonly levelEncoding: number;
  /** Bytes of the body once unpacked. */
  readonly size: number;
  /** Of a page of version 2: missing values, and bytes of both kinds of levels, which are not packed. */
  readonly nulls: number;
  readonly levels: number;
  /** Whether the values are packed, where the column is: a page of version 2 decides by itself. */
  readonly packed: boolean;
}

/** Values of a page that are not refused: writers make pages of some 20000 to a million. */
const MOST_VALUES = 1 << 24;
/** Bytes of a page that are not refused; writers aim at one MiB. */
const MOST_BYTES = 1 << 28;
/** Bytes that one packed byte can become at the most, of what has such a bound. */
const MOST_RATIO: Record<string, number> = {
  UNCOMPRESSED: 1,
  SNAPPY: 64,
  GZIP: 1100,
  LZ4: 256,
  LZ4_RAW: 256,
};

/**
 * Finds the pages of a column chunk by their headers, without unpacking any.
 * @throws Damage where a header claims what cannot be
 */
export function findPages(chunk: Uint8Array, codec: string, rows: number) {
  let dictionary: Page | null = null;
  const data: Page[] = [];
  let found = 0;
  for (let at = 0; at < chunk.length && found < rows; ) {
    const { fields, end: body } = readStruct(chunk, at);
    const end = body + count(fields, 3, chunk.length - body);
    const page = readPage(fields, { start: at, body, end }, codec);
    if (page?.kind === 'dictionary') dictionary ??= page;
    else if (page !== null) {
      data.push(page);
      found += page.values;
    }
    at = end;
  }
  if (found !== rows) throw new Damage(`pages of ${found} values where the row group has ${rows} rows`);
  return { dictionary, data };
}

/** null for a page of other kinds, as an index. */
function readPage(fields: Fields, place: Pick<Page, 'start' | 'body' | 'end'>, codec: string): Page | null {
  const packed = place.end - place.body;
  const size = count(fields, 2, Math.min(MOST_BYTES, packed * (MOST_RATIO[codec] ?? Infinity) + 64));
  const common = { ...place, size, levelEncoding: 3, nulls: 0, levels: 0, packed: true };
  switch (fields.get(1)) {
    case 0: {
      const header = part(fields, 5);
      const [values, encoding] = [count(header, 1, MOST_VALUES), count(header, 2, 64)];
      return { ...common, kind: 'data', values, encoding, levelEncoding: count(header, 3, 64) };
    }
    case 1:
      return null;
    case 2: {
      const header = part(fields, 7);
      return { ...common, kind: 'dictionary', values: count(header, 1, MOST_VALUES), encoding: 0 };
    }
    case 3: {
      const header = part(fields, 8);
      const values = count(header, 1, MOST_VALUES);
      if (count(header, 3, MOST_VALUES) !== values) throw new Damage('rows of several values');
      const repetitions = count(header, 6, 0);
      const levels = repetitions + count(header, 5, Math.min(size, packed));
      const [nulls, encoding] = [count(header, 2, values), count(header, 4, 64)];
      const isPacked = header.get(7) !== false;
      return { ...common, kind: 'data-v2', values, encoding, nulls, levels, packed: isPacked };
    }
    default:
      throw new Damage(`a page of type ${String(fields.get(1))}`);
  }
}

function part(fields: Fields, id: number): Fields {
  const header = fields.get(id);
  if (header instanceof Map) return header;
  throw new Damage('a page without a header');
}

/** A whole number from 0 to `most`. */
function count(fields: Fields, id: number, most: number): number {
  const value = fields.get(id);
  if (typeof value === 'number' && value >= 0 && value <= most) return value;
  throw new Damage(`a page header claims ${String(value)} where ${most} is the most`);
}
