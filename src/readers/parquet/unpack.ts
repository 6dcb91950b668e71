import { loadCompressors } from '../peers.js';
import type { Unpack } from './column-cursor.js';
import { Damage } from './thrift.js';

type Hyparquet = typeof import('hyparquet');

/** What unpacks pages of a codec. Only its own bytes are a page's: what follows in the file is out of a decoder's reach. */
export async function unpackerOf(codec: string, { snappyUncompress }: Hyparquet): Promise<Unpack> {
  if (codec === 'UNCOMPRESSED') return packed => packed.slice();
  if (codec === 'SNAPPY') {
    return (packed, size) => {
      const page = new Uint8Array(size);
      snappyUncompress(packed, page);
      return page;
    };
  }
  if (!/^(GZIP|BROTLI|ZSTD|LZ4|LZ4_RAW)$/.test(codec)) throw new Damage(`pages compressed by ${codec}`);
  const { decompressBrotli, decompressGzip, decompressLz4, decompressLz4Raw, decompressZstd } =
    await loadCompressors(codec);
  switch (codec) {
    case 'GZIP':
      return decompressGzip;
    case 'BROTLI':
      return decompressBrotli;
    case 'ZSTD':
      // Into an array of the size that is claimed, instead of one that grows with what comes.
      return (packed, size) => decompressZstd(packed, new Uint8Array(size));
    case 'LZ4':
      return decompressLz4;
    default:
      return decompressLz4Raw;
  }
}
