import { useEffect } from 'preact/hooks';
import { Toggle } from '../../ui/field.js';
import { percent } from '../../ui/format.js';
import { Panel, Stat, Stats } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { Board } from './board.js';
import { bordersOf } from './borders.js';
import { Controls } from './controls.js';
import { Lanes } from './lanes.js';
import { LineView } from './line-view.js';
import { LossChart } from './loss-chart.js';
import { pause } from './player.js';
import { present } from './points.js';
import { Readout } from './readout.js';
import { SigmoidView } from './sigmoid-view.js';
import { points, shown, step, training, type View, view, wholeLines, wished } from './state.js';
import { EditBar, Tools } from './tools.js';
import type { Run } from './training.js';
import { Transport } from './transport.js';
import './playground.css';

const VIEW_NAMES = { plane: 'Plane', line: 'Line', sigmoid: 'Sigmoid' };

export default function Room() {
  useEffect(() => pause, []);
  const now = training.value;
  const run = now?.runs.find(({ method }) => method.id === shown.value) ?? null;
  const model = run?.at(step.value) ?? null;
  return (
    <div class="playground stack">
      <div class="top">
        <Panel title={run ? `The board: ${run.method.name}` : 'The board'}>
          <div class="stack">
            <Views />
            {view.value === 'plane' && <Board model={model} />}
            {view.value === 'line' && <LineView model={model} />}
            {view.value === 'sigmoid' && model && now && <SigmoidView model={model} problem={now.problem} />}
            {view.value !== 'sigmoid' && <EditBar />}
            {run ? <Summary run={run} /> : <Missing />}
            <Transport />
          </div>
        </Panel>
        <div class="stack side">
          <Panel title="Points">
            <Tools />
          </Panel>
          <Panel title="Training">
            <Controls />
          </Panel>
          {now && (
            <Panel
              title="Loss, step by step"
              note={
                <>
                  One F for all: the mean of −log p of the true classes, plus {penalty(now.classes.length)}.
                  At a line’s end stands the criterion that stopped it.
                </>
              }
            >
              <LossChart training={now} />
            </Panel>
          )}
          {model && view.value !== 'sigmoid' && (
            <Panel title="Probabilities at the cursor" class="readout">
              <Readout model={model} />
            </Panel>
          )}
        </div>
      </div>
      {now && (
        <Panel
          title="Three solvers, one loss"
          note="The same points, penalty and start at 0: only the steps differ. An evaluation is one pass over all points; an epoch takes two, one in batches and one to tell its loss."
        >
          <Lanes training={now} />
        </Panel>
      )}
    </div>
  );
}

/** Two classes have the penalty of one vector, as in logistic regression. */
function penalty(classes: number): string {
  return classes === 2 ? '‖w‖²/(2·C·n), w being the difference of the two rows' : '‖W‖²/(2·C·n)';
}

function Views() {
  const two = present(points.value).length === 2;
  const options: readonly View[] = two ? ['plane', 'line', 'sigmoid'] : ['plane', 'line'];
  return (
    <div class="row views">
      <Segmented
        label="View"
        hideLabel
        options={options}
        names={VIEW_NAMES}
        value={view.value}
        onChange={next => (wished.value = next)}
      />
      {view.value !== 'sigmoid' && (
        <Toggle
          label="Whole lines of all pairs"
          checked={wholeLines.value}
          onChange={checked => (wholeLines.value = checked)}
        />
      )}
    </div>
  );
}

function Summary({ run }: { run: Run }) {
  const now = training.value;
  if (!now) return null;
  const model = run.at(step.value);
  const { X, y } = now.problem;
  const right = Math.round(model.score(X, [...y]) * X.rows);
  const { pairs, counting } = bordersOf(model);
  return (
    <>
      <Stats>
        <Stat label="Accuracy" value={percent(right / X.rows)} detail={`${right} of ${X.rows}`} />
        <Stat
          label="Borders"
          value={`${counting}`}
          detail={`of ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}`}
        />
      </Stats>
      <p class="note">{EXPLAINED[view.value]}</p>
    </>
  );
}

const EXPLAINED: Record<View, string> = {
  plane:
    'Colours mix as the probabilities do; borders are where the two most probable classes are equal. Points with a heavy outline are on the wrong side.',
  line: 'This model sees x alone. Where two curves cross above all others, a region ends. Points with a heavy outline are on the wrong side.',
  sigmoid: 'Every point stands at its score and its probability: right of 0 the model says the second class.',
};

function Missing() {
  return <p class="note">A model tells classes apart: place points of two classes at least.</p>;
}
