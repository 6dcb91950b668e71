import { basename } from 'node:path';
import { scoresDocument } from '../documents.js';
import { evaluate } from '../evaluate.js';
import { outputOf } from '../output.js';
import { readingProgress } from '../progress.js';
import { classReport, confusionReport, evaluationReport, missingReport, scoresReport } from '../report.js';
import { addCommand, addExamples, addJson, MODEL, type Program, TABLE } from './command.js';
import { addModelTable } from './table-options.js';

export function addEvaluate(program: Program): void {
  const command = addCommand(program, 'evaluate', 'measure a model on a table with labels', {
    '<model>': MODEL,
    '<data>': TABLE,
  });
  addModelTable(addJson(command), { labels: true });
  addExamples(command, 'evaluate model.json new.csv', 'evaluate model.json new.csv --json');
  command.action(async (model, data, given) => {
    const output = outputOf(given);
    const reading = readingProgress();
    const { scores, dropped } = await evaluate(model, data, { ...given, onRead: reading.update }).finally(
      reading.clear,
    );
    const reports = [
      missingReport(dropped),
      scoresReport({ [basename(data)]: scores }),
      evaluationReport(scores),
      classReport(scores.confusion),
      confusionReport(scores.confusion),
    ];
    await output.text(reports.filter(report => report !== '').join('\n'));
    await output.document({ command: 'evaluate', model, data, dropped, ...scoresDocument(scores) });
  });
}
