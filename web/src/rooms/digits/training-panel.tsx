import { useEffect } from 'preact/hooks';
import { Button } from '../../ui/button.js';
import { count, duration, percent, significant } from '../../ui/format.js';
import { Panel, Stat, Stats } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { Slider } from '../../ui/slider.js';
import { LossChart } from './loss-chart.js';
import { nameOfC, PENALTIES, PENALTY_NAMES, type Penalty, PRECISIONS } from './penalties.js';
import type { Frame } from './recording.js';
import { choices, frame, parts, playing, trained, training, trainings, trainNow } from './state.js';
import type { Trained } from './training.js';
import { Weights } from './weights.js';

/** A frame of the recording is on show for so long. */
const FRAME_MS = 220;

export function TrainingPanel() {
  const result = trained.value;
  return (
    <Panel title="Training" class="digits-training">
      <div class="training-head">
        {result ? <Headline result={result} /> : <p class="note">Loading the digits …</p>}
        <Controls />
      </div>
      {result && <Replay frames={result.frames} />}
    </Panel>
  );
}

function Headline({ result }: { result: Trained }) {
  const { model, elapsedMs, choices } = result;
  const { report, nIter } = model;
  const rows = parts.value?.train.y.length ?? 0;
  return (
    <div class="training-time" aria-live="polite">
      <p class="headline">
        {report.status === 'converged' ? 'Converged' : 'Stopped'} in <strong>{duration(elapsedMs)}</strong>,{' '}
        {report.evaluations} evaluations
      </p>
      <p class="note">
        {nIter} iterations on {count(rows)} images × 64 pixels × 10 digits, {nameOfC(choices.C)},{' '}
        {report.precision}.{' '}
        {trainings.value === 1 &&
          'The first fit of a visit also compiles the WebAssembly: train again to see it warm. '}
        Below, the same path slowed down.
      </p>
    </div>
  );
}

function Controls() {
  const { C, precision } = choices.value;
  return (
    <div class="training-controls">
      <Segmented
        label="Penalty: C, small is strong"
        options={PENALTIES}
        names={PENALTY_NAMES}
        value={String(C) as Penalty}
        onChange={next => (choices.value = { ...choices.value, C: Number(next) })}
      />
      <div class="row">
        <Segmented
          label="Precision"
          options={PRECISIONS}
          value={precision}
          onChange={next => (choices.value = { ...choices.value, precision: next })}
        />
        <Button primary off={training.value || !parts.value} onClick={() => void trainNow()}>
          Train again
        </Button>
      </div>
    </div>
  );
}

function Replay({ frames }: { frames: readonly Frame[] }) {
  const last = frames.length - 1;
  const at = Math.min(frame.value, last);
  const runs = playing.value;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => {
      frame.value = Math.min(frame.value + 1, last);
      if (frame.value === last) playing.value = false;
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [runs, last]);
  const shown = frames[at] as Frame;
  return (
    <>
      <div class="player">
        <button type="button" onClick={toggle}>
          {runs ? 'Pause' : 'Play'}
        </button>
        <Slider
          label="Iteration"
          value={at}
          min={0}
          max={last}
          step={1}
          format={value => `${value} of ${last}`}
          onInput={value => {
            playing.value = false;
            frame.value = value;
          }}
        />
      </div>
      <div class="training-body">
        <Weights frames={frames} at={at} />
        <div class="stack">
          <Stats>
            <Stat label="Objective" value={significant(shown.objective)} />
            <Stat label="Loss, test rows" value={significant(shown.testLoss)} />
            <Stat label="Right, test rows" value={percent(shown.testAccuracy)} />
          </Stats>
          <LossChart frames={frames} at={at} />
          <p class="hint">
            Objective: the mean loss on the training images plus the penalty. Test images take no part in
            training.
          </p>
        </div>
      </div>
    </>
  );

  function toggle() {
    if (!runs && at === last) frame.value = 0;
    playing.value = !runs;
  }
}
