import { inspect, inspectDocument, inspectReport } from '../inspect.js';
import { outputOf } from '../output.js';
import { addCommand, addExamples, addJson, MODEL, type Program } from './command.js';

export function addInspect(program: Program): void {
  const command = addJson(addCommand(program, 'inspect', 'describe a model file', { '<model>': MODEL }));
  addExamples(command, 'inspect model.json');
  command.action(async (path, given) => {
    const output = outputOf(given);
    const inspected = await inspect(path);
    await output.text(inspectReport(inspected));
    await output.document(inspectDocument(inspected));
  });
}
