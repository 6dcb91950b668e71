import { access, constants } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { toJavaScript, toOnnx, toScikitLearn } from '../export/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { checked, inFile, Misuse } from './failure.js';
import { type ModelFormat, readModel, writeTo } from './files.js';

export interface ConvertArgs {
  /** A format's name.  Default: by the extension of `out`. */
  to?: string;
  /** A format's name.  Default: by the content. */
  from?: string;
  /** Of an ONNX file: float32 or float64.  Default: the model's. */
  precision?: string;
  /** Of the JavaScript function.  Default: predict. */
  functionName?: string;
  /** JavaScript that declares the function and exports nothing. */
  script?: boolean;
}

interface Format {
  readonly title: string;
  readonly extensions: readonly string[];
  /** Options that are about it. */
  readonly reads: readonly (keyof ConvertArgs)[];
  readonly write: (model: SoftmaxRegression, args: ConvertArgs) => string | Uint8Array;
}

const FORMATS: Record<string, Format> = {
  json: {
    title: 'JSON of softmax-wasm',
    extensions: ['.json'],
    reads: [],
    write: model => `${JSON.stringify(model.toJSON())}\n`,
  },
  bytes: {
    title: 'bytes of softmax-wasm',
    extensions: ['.bin', '.softmax'],
    reads: [],
    write: model => model.toBytes(),
  },
  onnx: {
    title: 'ONNX',
    extensions: ['.onnx'],
    reads: ['precision'],
    write: (model, { precision }) =>
      toOnnx(model, precision === undefined ? {} : { precision: precision as 'float32' }),
  },
  javascript: {
    title: 'JavaScript',
    extensions: ['.js', '.mjs'],
    reads: ['functionName', 'script'],
    write: (model, { functionName, script }) =>
      toJavaScript(model, {
        ...(functionName !== undefined && { functionName }),
        ...(script && { format: 'script' }),
      }),
  },
  'scikit-learn': {
    title: "attributes of scikit-learn's LogisticRegression",
    extensions: [],
    reads: [],
    write: model => `${JSON.stringify(toScikitLearn(model))}\n`,
  },
};

const SOURCES: readonly string[] = ['json', 'bytes', 'scikit-learn'] satisfies ModelFormat[];

export interface Converted {
  readonly to: string;
  /** The format in words. */
  readonly title: string;
  readonly bytes: number;
  readonly model: SoftmaxRegression;
}

/**
 * Reads a model in one format and writes it in another.
 * @param path of the model, `-` for stdin
 * @param out path of the file to write, `-` for stdout
 */
export async function convert(path: string, out: string, args: ConvertArgs): Promise<Converted> {
  const to = args.to ?? byExtension(out);
  const format = Object.hasOwn(FORMATS, to) ? FORMATS[to] : undefined;
  if (!format) throw new Misuse(`--to is ${to}: expected ${listOf(Object.keys(FORMATS))}`);
  if (args.from !== undefined && !SOURCES.includes(args.from))
    throw new Misuse(`--from is ${args.from}: expected ${listOf(SOURCES)}`);
  checkStray(args, to, format);
  if (out !== '-') await access(dirname(out), constants.W_OK);
  const model = await readModel(path, args.from as ModelFormat | undefined);
  const content = await inFile(path === '-' ? 'stdin' : path, () => format.write(model, args));
  await writeTo(out, content);
  return { to, title: format.title, bytes: Buffer.byteLength(content), model };
}

function byExtension(out: string): string {
  if (out === '-') throw new Misuse(`out is -: say --to ${listOf(Object.keys(FORMATS))}`);
  const found = Object.keys(FORMATS).find(name => FORMATS[name]?.extensions.includes(extname(out)));
  if (found !== undefined) return found;
  const known = Object.values(FORMATS).flatMap(({ extensions }) => extensions);
  throw new Misuse(`out is ${out}: expected a name that ends in ${listOf(known)}, or --to`);
}

/** Options of another format, and values of this one's that it refuses, are misuse: told before anything is read. */
function checkStray(args: ConvertArgs, to: string, { reads }: Format): void {
  const owner = { precision: '--precision', functionName: '--function-name', script: '--script' } as const;
  for (const [name, flag] of Object.entries(owner) as [keyof typeof owner, string][]) {
    if (args[name] !== undefined && !reads.includes(name))
      throw new Misuse(`${flag} is given: it says nothing about ${to}`);
  }
  const { precision } = args;
  checked(() => {
    if (precision !== undefined && precision !== 'float32' && precision !== 'float64')
      throw new RangeError(`--precision is ${precision}: expected float32 or float64`);
  });
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
