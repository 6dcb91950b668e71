import { print } from '../files.js';
import { inspect } from '../inspect.js';
import { addCommand, type Program } from './command.js';

export function addInspect(program: Program): void {
  addCommand(program, 'inspect <model>', 'describe a model file').action(async model =>
    print(await inspect(model)),
  );
}
