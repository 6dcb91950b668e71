import { readFileSync } from 'node:fs';

/** Of the package that this program is in. */
export function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
