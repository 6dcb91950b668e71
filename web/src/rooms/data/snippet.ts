import type { Form, Row } from './training.js';

export type Place = 'node' | 'page';

/** Up to so many columns a row is written out in full. */
const MOST_WRITTEN = 200;
/** Up to so many their names stand above it. */
const MOST_NAMED = 12;

/** Code that loads the model from its file and predicts one row: a module for Node, or for a page. */
export function snippet(place: Place, file: string, form: Form, row: Row, prediction: string | null): string {
  const text = form.kind === 'text';
  const url = JSON.stringify(file);
  const load = place === 'node' ? `await readFile(${url}, 'utf8')` : `await (await fetch(${url})).text()`;
  const written = text || row.length <= MOST_WRITTEN;
  const result = written && prediction !== null ? ` // ${prediction.replace(/\s+/g, ' ')}` : '';
  return [
    ...(place === 'node' ? [importOf('readFile', 'node:fs/promises')] : []),
    importOf('SoftmaxModel', 'softmax-wasm/predict'),
    ...(text ? [importOf('TextVectorizer', 'softmax-wasm/text')] : []),
    '',
    `const model = SoftmaxModel.fromJSON(${load});`,
    ...(text
      ? [
          'const vectorizer = TextVectorizer.fromJSON(model.vectorizer);',
          `const rows = vectorizer.transform([${JSON.stringify(row)}]);`,
        ]
      : numbers(form.kind === 'numbers' ? form.names : [], row as readonly number[])),
    '',
    `console.log(model.predict(rows)[0]);${result}`,
    'console.log(model.classes, model.predictProba(rows).toArray()[0]);',
    '',
  ].join('\n');
}

function importOf(what: string, module: string): string {
  const quoted = `'${module}'`;
  return `import { ${what} } from ${quoted};`;
}

function numbers(names: readonly string[], row: readonly number[]): string[] {
  if (row.length > MOST_WRITTEN)
    return [
      `// ${row.length} numbers in the order of model.featureNames; here all are 0.`,
      `const rows = [new Array(${row.length}).fill(0)];`,
    ];
  const columns = row.length <= MOST_NAMED ? names.map(name => JSON.stringify(name)).join(', ') : null;
  const order = columns ?? 'in the order of model.featureNames';
  if (row.length <= MOST_NAMED) return [`// ${order}`, `const rows = [[${row.join(', ')}]];`];
  const lines: string[] = [];
  for (let j = 0; j < row.length; j += MOST_NAMED)
    lines.push(`  ${row.slice(j, j + MOST_NAMED).join(', ')},`);
  return [`// ${row.length} numbers ${order}`, 'const rows = [[', ...lines, ']];'];
}
