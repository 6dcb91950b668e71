/** JavaScript source of a value of plain objects, arrays, strings, numbers and booleans. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw new TypeError(`no source for a value of ${value.constructor?.name}`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));
  return `{ ${entries.map(([name, item]) => `${key(name)}: ${literal(item)}`).join(', ')} }`;
}
