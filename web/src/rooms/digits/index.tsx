import { useEffect } from 'preact/hooks';
import { count } from '../../ui/format.js';
import './digits.css';
import './drawing.css';
import { DrawingPanel } from './drawing-panel.js';
import { ReliabilityPanel } from './reliability-panel.js';
import { ResultsPanel } from './results-panel.js';
import { load } from './source.js';
import { begin, failure, parts } from './state.js';
import { TrainingPanel } from './training-panel.js';

export default function Room() {
  useEffect(() => {
    void begin(load);
  }, []);
  if (failure.value) {
    return (
      <div class="stack">
        <p role="alert" class="alert">
          The digits could not be had, or not trained on: {failure.value.message}
        </p>
        <div>
          <button type="button" onClick={() => void begin(load)}>
            Try again
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="stack">
      <TrainingPanel />
      {parts.value && (
        <>
          <DrawingPanel />
          <ResultsPanel />
          <ReliabilityPanel />
          <Source />
        </>
      )}
    </div>
  );
}

function Source() {
  const { train, calibration, test } = parts.value ?? {};
  if (!train || !calibration || !test) return null;
  return (
    <p class="note">
      Digits: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
      CC BY 4.0. {count(train.y.length + calibration.y.length + test.y.length)} images, split at random, the
      same way for everyone: {count(train.y.length)} to train on, {calibration.y.length} to calibrate,{' '}
      {test.y.length} to test.
    </p>
  );
}
