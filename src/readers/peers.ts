// Each import stands in a `try` of its own, by which webpack knows that the package may be missing.

/** Loads the optional peer that reads Parquet. */
export async function loadHyparquet(): Promise<typeof import('hyparquet')> {
  try {
    return await import('hyparquet');
  } catch (cause) {
    throw missing('reading Parquet', 'hyparquet', cause);
  }
}

/** Loads the optional peer that unpacks Parquet pages packed otherwise than by Snappy. */
export async function loadCompressors(codec: string): Promise<typeof import('hyparquet-compressors')> {
  try {
    return await import('hyparquet-compressors');
  } catch (cause) {
    throw missing(`reading Parquet that is compressed by ${codec}`, 'hyparquet-compressors', cause);
  }
}

/** Loads the optional peer that reads and writes Arrow. */
export async function loadArrow(task: 'reading' | 'writing'): Promise<typeof import('apache-arrow')> {
  try {
    return await import('apache-arrow');
  } catch (cause) {
    throw missing(`${task} Arrow`, 'apache-arrow', cause);
  }
}

/** An optional peer that is not installed. No ReadError: nothing is wrong with the file. */
export class MissingPackage extends Error {}

function missing(task: string, name: string, cause: unknown): MissingPackage {
  return new MissingPackage(`${task} needs the package ${name}: npm install ${name}`, { cause });
}
