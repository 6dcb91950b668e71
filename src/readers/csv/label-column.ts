import type { Label } from '../../labels.js';
import { listed, quote, ReadError } from '../read-error.js';
import type { RowPlace } from '../table.js';

/** A text of the column as it first stood there. */
interface Seen {
  readonly text: string;
  readonly place: RowPlace;
  label: Label;
}

/** Collects the target column. Rows share what their labels have in common, so a row costs one pointer. */
export class LabelColumn {
  readonly #where: { file: string; column: string };
  readonly #classes: readonly Label[] | undefined;
  readonly #seen = new Map<string, Seen>();
  readonly #rows: Seen[] = [];
  #numbers: boolean | undefined;

  /** `classes`: the labels allowed, which also decide what kind they are. */
  constructor(where: { file: string; column: string }, classes?: readonly Label[]) {
    this.#where = where;
    this.#classes = classes;
  }

  /** `place()` is asked only where a text is new. */
  add(field: string, place: () => RowPlace): void {
    let seen = this.#seen.get(field);
    if (seen === undefined) {
      seen = this.#first(field.trim(), place());
      this.#seen.set(field, seen);
    }
    this.#rows.push(seen);
  }

  /**
   * The labels, one a row: numbers where every one of them is a number as one writes it, strings otherwise: "01" is a
   * code, not 1, and so are digits of which no double holds all.
   */
  finish(): Label[] {
    if (this.#classes === undefined) this.#readNumbers([...this.#seen.values()]);
    return this.#rows.map(seen => seen.label);
  }

  /** The labels of the rows since it was asked last; without classes the first of them all decide whether labels are numbers. */
  take(): Label[] {
    if (this.#classes === undefined) this.#readMore();
    return this.#rows.splice(0).map(seen => seen.label);
  }

  #readMore(): void {
    const texts = [...this.#seen.values()];
    if (this.#numbers === undefined) {
      this.#readNumbers(texts);
      this.#numbers = typeof texts[0]?.label === 'number';
    }
    if (!this.#numbers) return;
    for (const seen of texts) {
      if (typeof seen.label === 'number') continue;
      this.#readNumbers([seen]);
      if (typeof seen.label === 'number') continue;
      const expected = 'a number like the labels before it, or classes that say what labels there are';
      throw new ReadError(`is ${quote(seen.text)}: expected ${expected}`, {
        ...this.#where,
        ...seen.place,
      });
    }
  }

  #first(text: string, place: RowPlace): Seen {
    if (text === '') throw new ReadError('is empty: expected a label', { ...this.#where, ...place });
    const classes = this.#classes;
    if (classes === undefined) return { text, place, label: text };
    const label = classes.find(c => (typeof c === 'number' ? c === Number(text) : String(c) === text));
    if (label !== undefined) return { text, place, label };
    throw new ReadError(`is ${quote(text)}: expected one of ${listed(classes.map(String))}`, {
      ...this.#where,
      ...place,
    });
  }

  #readNumbers(all: Seen[]): void {
    if (!all.every(({ text }) => isNumber(text) && !isCode(text))) return;
    for (const seen of all) {
      seen.label = Number(seen.text);
      if (Number.isInteger(seen.label)) continue;
      const expected = Number.isFinite(seen.label) ? 'a class: a whole number or text' : 'a finite number';
      throw new ReadError(`is ${quote(seen.text)}: expected ${expected}`, {
        ...this.#where,
        ...seen.place,
      });
    }
  }
}

/** 007, 0x1f, and whole numbers that would fall together with their neighbours. */
function isCode(text: string): boolean {
  return /^[+-]?0[\dxXoObB]/.test(text) || (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(Number(text)));
}

/** Infinities and "nan" in any spelling count: beside numbers they are numbers that went missing. */
export function isNumber(text: string): boolean {
  return !Number.isNaN(Number(text)) || /^[+-]?(nan|inf(inity)?)$/i.test(text);
}
