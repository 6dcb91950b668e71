import { access, constants } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { Misuse } from './failure.js';
import { writeAtomically } from './files.js';
import { encoderOptions } from './load/index.js';
import { columnNames, columnOf, missingTexts, type TableOptions } from './table-options.js';
import type { TrainResult } from './train.js';
import { version } from './version.js';

/** Refuses a path that no page could be written to, before the work that leads there. */
export async function checkReportPath(path: string): Promise<void> {
  if (!['.html', '.htm'].includes(extname(path).toLowerCase()))
    throw new Misuse(`--report is ${path}: expected a name that ends in .html`);
  await access(dirname(path), constants.W_OK);
}

/** Writes the page about a fit, finished or interrupted. */
export async function writeReport(
  path: string,
  { model, parts, data, trainMs }: TrainResult,
  given: TableOptions & { testSize?: number; seed?: number },
  words: readonly string[],
): Promise<void> {
  // Charts and their library are loaded by who asks for them alone.
  const { reportData, reportPage } = await import('../report/index.js');
  const { target, features, header, delimiter, testSize, seed } = given;
  const encoding = encoderOptions(given);
  const report = await reportData({
    model,
    ...parts,
    file: data.file,
    featureNames: data.text ? terms(model) : data.featureNames,
    text: data.text ?? null,
    trainMs,
    words,
    table: {
      format: data.format,
      formatGiven: given.inputFormat !== undefined,
      ...(Object.keys(encoding).length > 0 && { encoding }),
      ...(target !== undefined && { target: columnOf(target) }),
      ...(features !== undefined && { features: columnNames(features) }),
      ...(header !== undefined && { header }),
      ...(delimiter !== undefined && { delimiter }),
      ...missingTexts(given),
      ...(testSize !== undefined && { testSize }),
      ...(seed !== undefined && { seed }),
    },
    now: new Date(),
    version: version(),
  });
  await writeAtomically(path, [reportPage(report)]);
}

/** Of columns of text, where they are known. */
function terms({ vectorizer }: TrainResult['model']): readonly string[] {
  return Array.isArray(vectorizer?.vocabulary) ? vectorizer.vocabulary.map(String) : [];
}
