import { emphasised, hasColours } from './colours.js';
import { Misuse } from './failure.js';
import { print } from './files.js';

/** What a command says of its work: text for people, or one JSON document for machines. */
export interface Output {
  /** A part of the report; nothing with `--json`. */
  text(report: string): Promise<void>;
  /** What there is to say where the work was interrupted: of no document a part, so to stderr with `--json`. */
  note(line: string): Promise<void>;
  /** The whole of it as a document; nothing without `--json`. */
  document(content: object): Promise<void>;
}

/**
 * Reports go to stdout, and to stderr where stdout takes what the command writes.
 * @throws Misuse where stdout would have to take both
 */
export function outputOf({ json = false, out }: { json?: boolean; out?: string }, flag = '--out'): Output {
  if (json && out === '-') throw new Misuse(`both --json and ${flag} - are given: stdout takes one of them`);
  const stream = out === '-' ? process.stderr : process.stdout;
  const written = (text: string) => (hasColours(stream) ? emphasised(text) : text);
  return {
    text: async report => {
      if (!json) await print(written(report), stream);
    },
    note: line => print(`${line}\n`, json ? process.stderr : stream),
    document: async content => {
      if (json) await print(`${JSON.stringify(content, standardNumbers, 2)}\n`);
    },
  };
}

/** JSON has no infinity, which is text there; NaN is null, as it is in any JSON. */
function standardNumbers(_: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}
