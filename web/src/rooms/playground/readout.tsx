import type { SoftmaxRegression } from 'softmax-wasm';
import { ProbabilityBars } from '../../ui/bars.js';
import { classOf, letter } from './points.js';
import { classes, cursor } from './state.js';

/** The probabilities at the cursor; 0 for classes without points, which the model does not know. */
export function Readout({ model }: { model: SoftmaxRegression }) {
  const { x, y } = cursor.value;
  const [row = []] = model.predictProba([model.nFeatures === 1 ? [x] : [x, y]]).toArray();
  const values = new Float64Array(classes.value);
  for (const [i, name] of model.classes.entries()) values[classOf(name)] = row[i] as number;
  const chosen = values.indexOf(Math.max(...values));
  return (
    <div class={values.length > 4 ? 'many' : ''}>
      <p class="note number">
        x = {x.toFixed(2)}
        {model.nFeatures === 2 && `, y = ${y.toFixed(2)}`}
      </p>
      <ProbabilityBars labels={Array.from(values, (_, k) => letter(k))} values={values} chosen={chosen} />
    </div>
  );
}
