import type { SchemaElement } from 'hyparquet';
import { BOOLEANS, type ColumnKind, DAYS, INTEGERS, NUMBERS, TEXTS, timestamps } from '../typed-values.js';
import type { Layout } from './page-contents.js';

/** How a column is taken, and as what hyparquet is told to decode it. */
export interface ParquetKind {
  readonly kind: ColumnKind;
  readonly element: SchemaElement;
  readonly layout: Layout;
}

const NAME = 'column';

/** The kind of a column without children; as text the type of one that is not supported. */
export function kindOf(element: SchemaElement): ParquetKind | string {
  const { type, type_length, repetition_type, converted_type: old } = element;
  const logical = element.logical_type as { type?: string; [more: string]: unknown } | undefined;
  const plain = { type, type_length, repetition_type, name: NAME } as SchemaElement;
  const layout = {
    physical: String(type),
    width: type_length ?? 0,
    nullable: repetition_type !== 'REQUIRED',
  };
  const as = (kind: ColumnKind, more: Partial<SchemaElement> = {}) => ({
    kind,
    element: { ...plain, ...more } as SchemaElement,
    layout,
  });
  const annotated = logical?.type ?? old ?? '';
  if (old === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? logical?.scale ?? 0;
    return as(NUMBERS, { converted_type: 'DECIMAL', scale: Number(scale) });
  }
  switch (type) {
    case 'BOOLEAN':
      return as(BOOLEANS);
    case 'FLOAT':
    case 'DOUBLE':
      return as(NUMBERS);
    case 'INT96':
      return as(timestamps(1e6, true));
    case 'INT32':
      if (annotated === 'DATE') return as(DAYS);
      return annotated.startsWith('TIME') ? annotated : as(INTEGERS, unsigned('UINT_32'));
    case 'INT64':
      if (annotated.startsWith('TIMESTAMP')) return as(timestamps(...unit()));
      return annotated.startsWith('TIME') ? annotated : as(INTEGERS, unsigned('UINT_64'));
    case 'BYTE_ARRAY':
      if (/^(STRING|UTF8|ENUM|JSON)$/.test(annotated)) return as(TEXTS, { converted_type: 'UTF8' });
      return annotated || 'BYTE_ARRAY (binary)';
    case 'FIXED_LEN_BYTE_ARRAY':
      if (logical?.type === 'UUID' || logical?.type === 'FLOAT16')
        return as(logical.type === 'UUID' ? TEXTS : NUMBERS, { logical_type: { type: logical.type } });
      return annotated || 'FIXED_LEN_BYTE_ARRAY (binary)';
    default:
      return String(type);
  }

  function unsigned(converted_type: 'UINT_32' | 'UINT_64'): Partial<SchemaElement> {
    const is = logical?.type === 'INTEGER' ? logical.isSigned === false : old?.startsWith('UINT_');
    return is ? { converted_type } : {};
  }

  /** Units of a millisecond, and whether they count in UTC, as the old annotations do. */
  function unit(): [perMs: number, utc: boolean] {
    const name = String(logical?.unit ?? old);
    const perMs = name.endsWith('NANOS') ? 1e6 : name.endsWith('MICROS') ? 1000 : 1;
    return [perMs, logical?.isAdjustedToUTC !== false];
  }
}
