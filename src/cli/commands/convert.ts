import { convert } from '../convert.js';
import { integer, plural } from '../format.js';
import { outputOf } from '../output.js';
import { addCommand, addExamples, addJson, type Program } from './command.js';

export function addConvert(program: Program): void {
  const command = addCommand(program, 'convert', 'write a model in another format', {
    '<model>': 'model file: JSON, bytes, or JSON of scikit-learn\'s attributes; "-" for stdin',
    '<out>': 'file to write; "-" for stdout',
  });
  command
    .option(
      '--to <format>',
      'json, bytes, onnx, javascript or scikit-learn (default: by the end of <out>: .json, .bin or .softmax, .onnx, .js or .mjs)',
    )
    .option('--from <format>', 'json, bytes or scikit-learn (default: found by looking)')
    .option('--precision <type>', "of ONNX: float32 or float64 (default: the model's)")
    .option('--function-name <name>', 'of JavaScript (default: predict)')
    .option('--script', 'JavaScript that exports nothing');
  addJson(command);
  addExamples(
    command,
    'convert model.json model.onnx',
    'convert model.bin - --to javascript > predict.js',
    'convert from-python.json model.json',
  );
  command.action(async (path, out, given) => {
    const output = outputOf({ ...given, out });
    const { to, title, bytes, model } = await convert(path, out, given);
    const { classes, nFeatures } = model;
    if (out !== '-')
      await output.text(
        `${out}: ${title}, ${plural(classes.length, 'class')}, ${plural(nFeatures, 'feature')}, ${integer(bytes)} bytes\n`,
      );
    await output.document({ command: 'convert', model: path, out, to, bytes });
  });
}
