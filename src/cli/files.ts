import { access, constants, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { SoftmaxRegression } from '../softmax-regression.js';
import { inFile, Misuse } from './failure.js';

/** Either format of model file, whatever its name: JSON starts with a brace. */
export function readModel(path: string): Promise<SoftmaxRegression> {
  return inFile(path, async () => {
    const bytes = await readFile(path);
    const isJson = bytes.toString('latin1', 0, 64).trimStart().startsWith('{');
    return isJson ? SoftmaxRegression.fromJSON(bytes.toString('utf8')) : SoftmaxRegression.fromBytes(bytes);
  });
}

/** Refuses a path that no model could be written to, before the work that leads there. */
export async function checkModelPath(path: string): Promise<void> {
  if (!['.json', '.bin', '.softmax'].includes(extname(path))) {
    throw new Misuse(`--out is ${path}: expected a name that ends in .json, .bin or .softmax`);
  }
  await access(dirname(path), constants.W_OK);
}

export async function writeModel(path: string, model: SoftmaxRegression): Promise<void> {
  const content = extname(path) === '.json' ? `${JSON.stringify(model.toJSON())}\n` : model.toBytes();
  await writeAtomically(path, [content]);
}

/** Writes beside the file and renames at the end: readers see the old file or the new one, never a part of it. */
export async function writeAtomically(
  path: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string>,
): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (info !== undefined && !info.isFile()) return writeFile(path, pieces); // a device, a pipe
  const target = info === undefined ? path : await realpath(path);
  await access(dirname(target), constants.W_OK);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const handle = await open(temporary, 'wx');
  try {
    try {
      await writeFile(handle, pieces);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Resolves when stdout has taken the text, so that a slow reader slows the writer. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, error => (error ? reject(error) : resolve()));
  });
}
