import type { Options } from '../options/index.js';
import type { CsvOptions } from '../readers/csv/index.js';

/** What every command lets the user say about a table. */
export interface TableOptions {
  /** A column's name, or its index from 0, negative from the end. */
  target?: string;
  /** Names separated by commas. */
  features?: string;
  /** Names of columns of text, separated by commas. */
  text?: string;
  header?: boolean;
  delimiter?: string;
}

/** The same for `readCsv`, without the options that were not given. */
export function tableOptions({ target, features, header, delimiter }: TableOptions): CsvOptions {
  return {
    ...(target !== undefined && { target: /^-?\d+$/.test(target) ? Number(target) : target }),
    ...(features !== undefined && { features: columnNames(features) }),
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
  };
}

/** Names separated by commas. */
export function columnNames(text: string): string[] {
  return text.split(',').map(name => name.trim());
}

/** The largest number that float32 holds. */
const FLOAT32_MAX = 3.4028234663852886e38;

/** What a model's precision asks of a table: a number too large for it is refused where it stands. */
export function precisionOptions({ precision }: Options): CsvOptions {
  return precision === 'float64' ? {} : { largest: FLOAT32_MAX };
}
