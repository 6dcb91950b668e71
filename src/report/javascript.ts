import { isTableFormat } from '../readers/format.js';
import type { ReportInput } from './input.js';
import { literal } from './literal.js';

/** How a module gets its rows, and what it fits to them. */
interface Parts {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
  /** Arguments of `fit`. */
  readonly fitted: string;
  readonly named: string;
  /** Arguments of `score`. */
  readonly tested: string;
}

/**
 * A module that makes the same model of the same table; null where that takes more than a few lines: of arrays, and of means
 * of the rows that train alone.
 */
export function javascript(input: ReportInput): string | null {
  const { model, table, text } = input;
  if (!isTableFormat(table.format)) return null;
  const isSplit = table.testSize !== undefined;
  if (isSplit && table.encoding?.missing === 'mean') return null;
  const path = input.file === 'stdin' ? `data.${table.format}` : input.file;
  const isPlain =
    ['csv', 'tsv'].includes(table.format) &&
    table.encoding === undefined &&
    table.missingValues === undefined &&
    (text !== null || model.vectorizer === null);
  const parts = text
    ? ofTexts(input, path, isPlain)
    : isPlain
      ? ofNumbers(input, path)
      : isSplit
        ? ofChunks(input, path)
        : ofTable(input, path);
  const options = { ...model.options };
  const lines = [
    `import { SoftmaxRegression } from 'softmax-wasm';`,
    ...parts.imports,
    ...(isSplit ? [`import { trainTestSplit } from 'softmax-wasm/selection';`] : []),
    '',
    ...parts.lines,
    `const model = new SoftmaxRegression(${Object.keys(options).length > 0 ? literal(options) : ''});`,
    `await model.fit(${parts.fitted}, ${parts.named});`,
    ...(isSplit ? [`model.score(${parts.tested});`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const READ_CSV = `import { readCsv } from 'softmax-wasm/csv';`;

function ofNumbers({ table }: ReportInput, path: string): Parts {
  const isSplit = table.testSize !== undefined;
  const names = 'X, y, featureNames, targetName';
  return {
    imports: [READ_CSV],
    lines: [
      `const { ${names} } = await readCsv(${literal(path)}${argument(readOptions(table))});`,
      ...(isSplit ? [`const { train, test } = trainTestSplit(X, y, ${split(table)});`] : []),
    ],
    fitted: isSplit ? 'train.X, train.y' : 'X, y',
    named: '{ featureNames, targetName }',
    tested: 'test.X, test.y',
  };
}

function ofTable({ table, model }: ReportInput, path: string): Parts {
  const { precision } = model.options;
  const options = { ...tableOptions(table), ...(precision !== undefined && { precision }) };
  return {
    imports: [`import { readTable } from 'softmax-wasm/data';`],
    lines: [`const { X, y, encoder, targetName } = await readTable(${literal(path)}${argument(options)});`],
    fitted: 'X, y',
    named: '{ vectorizer: encoder, featureNames: encoder.featureNames, targetName }',
    tested: '',
  };
}

/** Packed rows cannot be split: a table that is to be is collected chunk by chunk. */
function ofChunks({ table, model }: ReportInput, path: string): Parts {
  const { encoding, ...rest } = table;
  const options = { ...tableOptions(rest), classes: model.classes };
  const chunk = literal(options).replace(/ \}$/, ', encoder }');
  return {
    imports: [`import { learnEncoder, readTableChunks } from 'softmax-wasm/data';`],
    lines: [
      `const encoder = await learnEncoder(${literal(path)}${argument(tableOptions(table))});`,
      `const rows = { X: [], y: [], targetName: '' };`,
      `for await (const { X, y, targetName } of readTableChunks(${literal(path)}, ${chunk})) {`,
      '  rows.X.push(...X.toArray());',
      '  rows.y.push(...y);',
      '  rows.targetName = targetName;',
      '}',
      `const { train, test } = trainTestSplit(rows.X, rows.y, ${split(table)});`,
    ],
    fitted: 'train.X, train.y',
    named: '{ vectorizer: encoder, featureNames: encoder.featureNames, targetName: rows.targetName }',
    tested: 'test.X, test.y',
  };
}

/** The split is of row numbers, for texts are no matrix. */
function ofTexts({ table, text, model }: ReportInput, path: string, isPlain: boolean): Parts {
  const options = { ...(isPlain ? readOptions(table) : tableOptions(table)), text: text?.columns };
  const vectorizer = model.vectorizer?.options as object | undefined;
  const isSplit = table.testSize !== undefined;
  const reader = isPlain ? 'readCsv' : 'readTable';
  return {
    imports: [
      isPlain ? READ_CSV : `import { readTable } from 'softmax-wasm/data';`,
      `import { TextVectorizer } from 'softmax-wasm/text';`,
    ],
    lines: [
      `const { texts, y, targetName } = await ${reader}(${literal(path)}${argument(options)});`,
      ...(isSplit
        ? [
            `const { train, test } = trainTestSplit(texts.map((_, i) => [i]), y, ${split(table)});`,
            'const textsOf = part => Array.from(part.indices, i => texts[i]);',
          ]
        : []),
      `const vectorizer = new TextVectorizer(${vectorizer ? literal(vectorizer) : ''});`,
    ],
    fitted: isSplit
      ? 'vectorizer.fitTransform(textsOf(train)), train.y'
      : 'vectorizer.fitTransform(texts), y',
    named: '{ vectorizer, targetName }',
    tested: 'vectorizer.transform(textsOf(test)), test.y',
  };
}

/** Of `readCsv`. */
function readOptions({ format, target, features, header, delimiter }: ReportInput['table']): object {
  // readCsv goes by what it finds, the command line by the name too.
  return { target, features, header, delimiter: delimiter ?? (format === 'tsv' ? '\t' : undefined) };
}

/** Of `readTable`. */
function tableOptions(table: ReportInput['table']): object {
  return {
    ...(table.formatGiven && { format: table.format }),
    ...readOptions(table),
    ...table.encoding,
    missingValues: table.missingValues,
  };
}

function split({ testSize, seed = 0 }: ReportInput['table']): string {
  return literal({ testSize, seed });
}

/** Nothing where no option has a value. */
function argument(options: object): string {
  return Object.values(options).some(value => value !== undefined) ? `, ${literal(options)}` : '';
}
