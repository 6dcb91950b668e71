import { Choice } from '../../ui/field.js';
import { significant } from '../../ui/format.js';
import { Slider } from '../../ui/slider.js';
import { settings, tune } from './state.js';
import { power } from './stopping.js';

const BATCH_SIZES = ['4', '8', '16', '32'] as const;
const LOSS_TOLS = ['0', '1e-6', '1e-5', '1e-4', '1e-3'] as const;
const LOSS_TOL_NAMES = { '0': 'off' };

/** What the three solvers are told. */
export function Controls() {
  const { C, learningRate, batchSize, maxIter, tol, lossTol } = settings.value;
  return (
    <div class="controls">
      <Slider
        label={
          <>
            <i>C</i>, inverse penalty
          </>
        }
        log
        min={1e-3}
        max={1e3}
        step={0.25}
        value={C}
        format={value => significant(value, 2)}
        onInput={value => tune({ C: value })}
      />
      <Slider
        label="Learning rate"
        log
        min={1e-2}
        max={1e2}
        step={0.1}
        value={learningRate}
        format={value => significant(value, 2)}
        onInput={value => tune({ learningRate: value })}
      />
      <Slider
        label="Iterations, at most"
        min={10}
        max={500}
        step={10}
        value={maxIter}
        onInput={value => tune({ maxIter: value })}
      />
      <Slider
        label="tol, on the slope"
        log
        min={1e-8}
        max={1e-1}
        step={1}
        value={tol}
        format={power}
        onInput={value => tune({ tol: value })}
      />
      <Choice
        label="lossTol, gradient descent"
        options={LOSS_TOLS}
        names={LOSS_TOL_NAMES}
        value={LOSS_TOLS.find(each => Number(each) === lossTol) ?? '0'}
        onChange={value => tune({ lossTol: Number(value) })}
      />
      <Choice
        label="Batch size"
        options={BATCH_SIZES}
        value={String(batchSize) as (typeof BATCH_SIZES)[number]}
        onChange={value => tune({ batchSize: Number(value) })}
      />
    </div>
  );
}
