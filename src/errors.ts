/** How a value looks in an error message: its kind, and its content where that is short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    default: {
      const name = (value as object).constructor?.name ?? 'object';
      const length = (value as { length?: unknown }).length;
      return typeof length === 'number' ? `${name}(${length})` : name;
    }
  }
}

/** A `TypeError` for a value of the wrong kind: names the argument, what was expected and what came. */
export function invalidType(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${name} is ${describe(value)}: expected ${expected}`);
}

/** A `RangeError` for a value of the right kind that cannot be used. */
export function invalidValue(name: string, expected: string, value: unknown): RangeError {
  return new RangeError(`${name} is ${describe(value)}: expected ${expected}`);
}

/**
 * Refuses what is no object, and names that are not known.
 * @param owner whose options they are, as " of fit", or empty
 */
export function checkNames(options: unknown, known: readonly string[], owner: string): void {
  if (typeof options !== 'object' || options === null) {
    throw invalidType(owner ? `the options${owner}` : 'options', 'an object', options);
  }
  const stranger = Object.keys(options).find(name => !known.includes(name));
  if (stranger === undefined) return;
  throw new TypeError(`unknown option ${describe(stranger)}${owner}: expected one of ${known.join(', ')}`);
}

/** The error as one of a chunk of a stream: of a wrong kind or value the message begins with its place. */
export function inChunk(index: number, error: unknown): unknown {
  const kind = [TypeError, RangeError].find(type => error instanceof type);
  return kind
    ? new kind(`chunk ${index} of the stream: ${(error as Error).message}`, { cause: error })
    : error;
}
