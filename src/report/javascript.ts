import type { ReportInput } from './input.js';

/** What can be read by `readCsv`; stdin is taken for it, with a name in its place. */
const TABLE = /\.(csv|tsv|txt)(\.gz)?$/i;

/** A module that makes the same model of the same table; null where that is not CSV, or categories or means were learnt of it. */
export function javascript({ model, file, table, text }: ReportInput): string | null {
  const path = file === 'stdin' ? 'data.csv' : file;
  if (!TABLE.test(path) || (model.vectorizer && !text)) return null;
  const { testSize, seed = 0, target, features, header, delimiter } = table;
  const read = {
    ...(target !== undefined && { target }),
    ...(features && { features }),
    ...(text && { text: text.columns }),
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
  };
  const options = { ...model.options };
  const isSplit = testSize !== undefined;
  const wanted = text ? 'texts, y' : 'X, y, featureNames';
  const lines = [
    `import { SoftmaxRegression } from 'softmax-wasm';`,
    `import { readCsv } from 'softmax-wasm/csv';`,
    ...(isSplit ? [`import { trainTestSplit } from 'softmax-wasm/selection';`] : []),
    ...(text ? [`import { TextVectorizer } from 'softmax-wasm/text';`] : []),
    '',
    `const { ${wanted}, targetName } = await readCsv(${literal(path)}${argument(read)});`,
  ];
  if (text)
    lines.push(...ofText(model.vectorizer?.options as object | undefined, isSplit, { testSize, seed }));
  else if (isSplit)
    lines.push(`const { train, test } = trainTestSplit(X, y, ${literal({ testSize, seed })});`);
  const rows = isSplit && !text ? 'train.X, train.y' : 'X, y';
  const [fitted, named] = text
    ? [
        isSplit ? 'vectorizer.fitTransform(textsOf(train)), train.y' : 'vectorizer.fitTransform(texts), y',
        '{ vectorizer, targetName }',
      ]
    : [rows, '{ featureNames, targetName }'];
  lines.push(
    `const model = new SoftmaxRegression(${Object.keys(options).length > 0 ? literal(options) : ''});`,
    `await model.fit(${fitted}, ${named});`,
  );
  if (isSplit)
    lines.push(
      text ? 'model.score(vectorizer.transform(textsOf(test)), test.y);' : 'model.score(test.X, test.y);',
    );
  return `${lines.join('\n')}\n`;
}

/** A vectorizer, and which texts are whose; the split is of row numbers, for texts are no matrix. */
function ofText(
  options: object | undefined,
  isSplit: boolean,
  split: { testSize: number | undefined; seed: number },
): string[] {
  const vectorizer = `const vectorizer = new TextVectorizer(${options ? literal(options) : ''});`;
  if (!isSplit) return [vectorizer];
  return [
    `const { train, test } = trainTestSplit(texts.map((_, i) => [i]), y, ${literal(split)});`,
    'const textsOf = part => Array.from(part.indices, i => texts[i]);',
    vectorizer,
  ];
}

function argument(options: object): string {
  return Object.keys(options).length > 0 ? `, ${literal(options)}` : '';
}

/** JavaScript source of a value of plain objects, arrays, strings, numbers and booleans. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));
  return `{ ${entries.map(([name, item]) => `${key(name)}: ${literal(item)}`).join(', ')} }`;
}
