import { significant } from '../../ui/format.js';
import { classColor } from '../../ui/palette.js';
import { Borders } from './borders.js';
import type { Method } from './methods.js';
import { HIGH, LOW } from './points.js';
import { Region } from './region.js';
import { classes, points, shown, step } from './state.js';
import { stopOf } from './stopping.js';
import type { Run, Training } from './training.js';

const SIDE = HIGH - LOW;

/** The three methods beside each other, each at its own iterate of the step. */
export function Lanes({ training }: { training: Training }) {
  return (
    <div class="lanes">
      {training.runs.map(run => (
        <Lane key={run.method.id} run={run} training={training} />
      ))}
    </div>
  );
}

function Lane({ run, training }: { run: Run; training: Training }) {
  const { method } = run;
  const now = Math.min(step.value, run.length);
  const { objective, gradientNorm, evaluations } = run.progress(now);
  const model = run.at(now);
  const { X, y } = training.problem;
  const stop = now === run.length ? stopOf(run, training.settings) : null;
  return (
    <section class="lane" aria-label={method.name} data-method={method.id}>
      <h3>
        <LineSample method={method} />
        {method.name}
      </h3>
      <p class="note">{method.what}</p>
      <div class="lane-body">
        <div class="small-map">
          <Region model={model} />
          <Borders model={model} />
          <Dots />
        </div>
        <dl class="figures">
          <Figure label={method.step[0]} value={`${now} of ${run.length}`} />
          <Figure label="Loss F" value={significant(objective, 5)} />
          <Figure label="max |∂F|" value={significant(gradientNorm)} />
          <Figure label="Evaluations" value={String(evaluations)} />
          <Figure label="Accuracy" value={`${(100 * model.score(X, [...y])).toFixed(1)} %`} />
        </dl>
      </div>
      <p class={`stop ${stop ? (stop.good ? 'good' : 'short') : ''}`}>
        {stop ? (
          <>
            <b>{stop.name}</b> {stop.why}
          </>
        ) : (
          'On its way.'
        )}
      </p>
      <button
        type="button"
        class={shown.value === method.id ? 'chosen' : ''}
        onClick={() => {
          shown.value = method.id;
        }}
      >
        {shown.value === method.id ? 'On the board' : 'Show on the board'}
      </button>
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}

/** As the method's line is drawn in the chart. */
export function LineSample({ method }: { method: Method }) {
  return (
    <svg class="line-sample" width="28" height="10" aria-hidden="true">
      <line x1="1" x2="27" y1="5" y2="5" stroke={method.color} stroke-dasharray={method.dashes} />
    </svg>
  );
}

/** The points, small: all of a class in one path. */
function Dots() {
  return (
    <svg class="dots" viewBox={`${LOW} ${LOW} ${SIDE} ${SIDE}`} aria-hidden="true">
      {Array.from({ length: classes.value }, (_, k) => {
        const own = points.value.filter(point => point.k === k);
        const d = own.map(({ x, y }) => `M${x},${-y}h0`).join('');
        return <path key={classColor(k)} d={d} stroke={classColor(k)} />;
      })}
    </svg>
  );
}
