import type { ColumnMetaData, DecodedArray, FileMetaData, SchemaElement } from 'hyparquet';
import type { ColumnValues } from '../table.js';
import { fillColumn, type TypedColumn } from '../typed-values.js';
import type { ParquetKind } from './kinds.js';
import { checkContent, checkLevels } from './page-contents.js';
import { findPages, type Page } from './page-headers.js';
import { Damage } from './thrift.js';

type Hyparquet = typeof import('hyparquet');

/** Unpacks a page into so many bytes. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

/** Values that are decoded at a time, where pages are smaller. */
const RUN_VALUES = 1 << 16;
/** Values as the file counts them: what they mean is for our own kinds. */
const PARSERS = {
  timestampFromNanoseconds: (count: bigint) => count,
  stringFromBytes: (bytes: Uint8Array) => utf8.decode(bytes),
};
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Not one of Parquet's: by it hyparquet hands every page to us, packed or not. */
const CHECKED = 'CHECKED' as ColumnMetaData['codec'];

/** A column chunk, decoded some pages at a time as its rows are asked for. */
export class ColumnCursor {
  readonly #chunk: Uint8Array;
  readonly #dictionary: Page | null;
  readonly #pages: readonly Page[];
  readonly #parquetRead: Hyparquet['parquetRead'];
  readonly #unpack: Unpack;
  readonly #parquetKind: ParquetKind;
  #nextPage = 0;
  /** Arrays that are decoded and not yet taken, and how much of the first has been. */
  #decoded: DecodedArray[] = [];
  #taken = 0;

  constructor(
    chunk: Uint8Array,
    codec: string,
    rows: number,
    { parquetRead }: Hyparquet,
    unpack: Unpack,
    parquetKind: ParquetKind,
  ) {
    this.#chunk = chunk;
    const { dictionary, data } = findPages(chunk, codec, rows);
    this.#dictionary = dictionary;
    this.#pages = data;
    this.#parquetRead = parquetRead;
    this.#unpack = unpack;
    this.#parquetKind = parquetKind;
  }

  /** Fills a column of a chunk with the next rows. */
  async take(target: ColumnValues, firstRow: number, column: TypedColumn): Promise<void> {
    for (let at = 0; at < target.length; ) {
      const data = this.#decoded[0];
      if (data === undefined) {
        await this.#decodeRun();
        continue;
      }
      const count = Math.min(data.length - this.#taken, target.length - at);
      fillColumn(target, at, data, this.#taken, count, firstRow + at, column);
      at += count;
      this.#taken += count;
      if (this.#taken < data.length) continue;
      this.#decoded.shift();
      this.#taken = 0;
    }
  }

  async #decodeRun(): Promise<void> {
    const run: Page[] = [];
    let values = 0;
    while (values < RUN_VALUES) {
      const page = this.#pages[this.#nextPage];
      if (page === undefined) break;
      run.push(page);
      values += page.values;
      this.#nextPage++;
    }
    if (values === 0) throw new Damage('pages end too early');
    this.#decoded = await this.#decode(this.#dictionary === null ? run : [this.#dictionary, ...run], values);
    const decoded = this.#decoded.reduce((sum, { length }) => sum + length, 0);
    if (decoded !== values) throw new Damage(`${decoded} values where the pages claim ${values}`);
  }

  /** Hands hyparquet a file of one column, whose only row group is these pages, unpacked. */
  async #decode(pages: readonly Page[], values: number): Promise<DecodedArray[]> {
    const { contents, complete } = this.#open(pages);
    const bytes = this.#copy(pages);
    const rows = BigInt(values);
    const kind = this.#parquetKind.element;
    const element: SchemaElement = complete ? { ...kind, repetition_type: 'REQUIRED' } : kind;
    const column = {
      type: element.type,
      path_in_schema: [element.name],
      codec: CHECKED,
      num_values: rows,
      total_compressed_size: BigInt(bytes.byteLength),
      total_uncompressed_size: BigInt(bytes.byteLength),
      data_page_offset: 0n,
      encodings: [],
    } as ColumnMetaData;
    const metadata: FileMetaData = {
      version: 1,
      schema: [{ name: 'root', num_children: 1 }, element],
      num_rows: rows,
      row_groups: [
        { columns: [{ file_offset: 0n, meta_data: column }], num_rows: rows, total_byte_size: rows },
      ],
      metadata_length: 0,
    };
    let next = 0;
    const decoded: DecodedArray[] = [];
    await this.#parquetRead({
      file: { byteLength: bytes.byteLength, slice: () => bytes },
      metadata,
      compressors: { [CHECKED]: () => contents[next++] as Uint8Array },
      parsers: PARSERS,
      onChunk: ({ columnData }) => {
        if (columnData.length > 0) decoded.push(columnData);
      },
    });
    return decoded;
  }

  /**
   * Unpacks and checks pages. Where no value is missing their levels are dropped, as if none could be: hyparquet then makes no
   * array of objects, and takes half the time.
   * @returns what hyparquet will ask for; whether no value is missing
   */
  #open(pages: readonly Page[]): { contents: Uint8Array[]; complete: boolean } {
    const { layout } = this.#parquetKind;
    const opened = pages.map(page => {
      const values = page.body + page.levels;
      const packed = this.#chunk.subarray(values, page.end);
      if (page.kind === 'data-v2') checkLevels(this.#chunk.subarray(page.body, values), page, layout);
      const size = page.size - page.levels;
      const content = page.packed ? this.#unpackInto(packed, size) : packed.slice();
      const { at, present } = checkContent(content, page, layout, this.#dictionary?.values ?? 0);
      return {
        page,
        content,
        at,
        isComplete: present === page.values && (page.levels === 0 || isHandedOver(page)),
      };
    });
    const complete = opened.every(({ isComplete }) => isComplete);
    // The length has to stay; what is left over at the end is not read.
    if (complete) for (const { content, at } of opened) content.copyWithin(0, at);
    const contents = opened.filter(({ page }) => isHandedOver(page)).map(({ content }) => content);
    return { contents, complete };
  }

  /** Of nothing some writers make a packed page, and some nothing. */
  #unpackInto(packed: Uint8Array, size: number): Uint8Array {
    return size === 0 ? new Uint8Array() : this.#unpack(packed, size);
  }

  #copy(pages: readonly Page[]): ArrayBuffer {
    const all = new Uint8Array(pages.reduce((sum, { start, end }) => sum + end - start, 0));
    let at = 0;
    for (const { start, end } of pages) {
      all.set(this.#chunk.subarray(start, end), at);
      at += end - start;
    }
    return all.buffer;
  }
}

/** Whether hyparquet asks for a page to be unpacked. */
function isHandedOver({ kind, packed, size, levels }: Page): boolean {
  return kind !== 'data-v2' || (packed && size > levels);
}
