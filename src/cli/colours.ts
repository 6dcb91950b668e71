type Environment = Readonly<Record<string, string | undefined>>;

/** Whether colours may be written: to a terminal that knows them, and not where NO_COLOR is set (no-color.org). */
export function hasColours(stream: { readonly isTTY?: boolean }, env: Environment = process.env): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Bold captions: what a line of a report begins with, up to the first two spaces. */
export function emphasised(report: string): string {
  return report.replace(/^\S+(?: \S+)*(?= {2})/gm, caption => `\x1b[1m${caption}\x1b[22m`);
}

/** The word in red that errors begin with. */
export function errorWord(
  stream: { readonly isTTY?: boolean } = process.stderr,
  env: Environment = process.env,
): string {
  return hasColours(stream, env) ? '\x1b[31merror:\x1b[39m' : 'error:';
}
