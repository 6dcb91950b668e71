import { rmSync } from 'node:fs';
import { access, constants, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fromScikitLearn } from '../export/index.js';
import { MAGIC } from '../model-io/bytes.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import { inFile, Misuse } from './failure.js';
import { INTERRUPTED, isEcho } from './interrupt.js';

/** How models are written down: this library's two formats, and the attributes of scikit-learn's LogisticRegression. */
export type ModelFormat = 'json' | 'bytes' | 'scikit-learn';

/**
 * A model file of any format, whatever its name, or stdin for `-`: JSON starts with a brace, and is scikit-learn's where it has
 * `coef_`.
 */
export function readModel(path: string, from?: ModelFormat): Promise<SoftmaxRegression> {
  return inFile(path === '-' ? 'stdin' : path, async () => {
    const bytes = path === '-' ? await readAll(process.stdin) : await readFile(path);
    const isJson = bytes.toString('latin1', 0, 64).trimStart().startsWith('{');
    if (from === undefined && !isJson && bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
      throw new Error('no model: expected JSON, or the bytes that train --out writes');
    if (from === 'bytes' || (from === undefined && !isJson)) return SoftmaxRegression.fromBytes(bytes);
    const text = bytes.toString('utf8');
    const isForeign = from === undefined ? isScikitLearn(text) : from === 'scikit-learn';
    return SoftmaxRegression.fromJSON(isForeign ? fromScikitLearn(text) : text);
  });
}

function isScikitLearn(text: string): boolean {
  if (!text.includes('"coef_"')) return false;
  try {
    const keys = Object.keys(JSON.parse(text));
    return keys.includes('coef_') && !keys.includes('format');
  } catch {
    return false;
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Refuses to take a model and a table from one stdin. */
export function checkOneStdin(model: string, data: string): void {
  if (model === '-' && data === '-')
    throw new Misuse('both the model and the data are -: expected a file for one of them');
}

/** Refuses a path that no model could be written to, before the work that leads there. `-` is stdout. */
export async function checkModelPath(path: string): Promise<void> {
  if (path === '-') return;
  if (!['.json', '.bin', '.softmax'].includes(extname(path))) {
    throw new Misuse(`--out is ${path}: expected a name that ends in .json, .bin or .softmax`);
  }
  await access(dirname(path), constants.W_OK);
}

/** By the extension; to stdout as JSON. */
export async function writeModel(path: string, model: SoftmaxRegression): Promise<void> {
  const isJson = path === '-' || extname(path) === '.json';
  await writeTo(path, isJson ? `${JSON.stringify(model.toJSON())}\n` : model.toBytes());
}

/** Writes a file, whole or not at all, or to stdout for `-`. */
export async function writeTo(path: string, content: string | Uint8Array): Promise<void> {
  await (path === '-' ? print(content) : writeAtomically(path, [content]));
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
  const onInterrupt = () => {
    if (isEcho()) return;
    rmSync(temporary, { force: true });
    process.exit(INTERRUPTED);
  };
  process.on('SIGINT', onInterrupt);
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
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** Resolves when the stream has taken the text, so that a slow reader slows the writer. */
export function print(
  text: string | Uint8Array,
  stream: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, error => (error ? reject(error) : resolve()));
  });
}
