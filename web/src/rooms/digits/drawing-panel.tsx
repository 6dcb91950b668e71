import { useState } from 'preact/hooks';
import { ProbabilityBars } from '../../ui/bars.js';
import { Button } from '../../ui/button.js';
import { percent } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { GridEditor } from './grid-editor.js';
import { DIGIT_NAMES, DIGITS, PIXELS } from './image.js';
import { Pad } from './pad.js';
import { SignedPicture } from './pictures.js';
import type { Opinion } from './reading.js';
import { blank, opinion, paint, parts, pixels, strokes } from './state.js';

export function DrawingPanel() {
  const view = opinion.value;
  return (
    <Panel
      title="Draw a digit"
      class="digits-drawing"
      note="Your drawing is sheared upright, scaled to fill the frame and given as much ink as a digit of the data set has, on 32 × 32 points; counted in blocks of 4 × 4 they are the 64 numbers that the model sees."
    >
      <div class="drawing">
        <div class="stack">
          <h3>The pad</h3>
          <Pad
            strokes={strokes.value}
            onChange={next => {
              strokes.value = next;
            }}
          />
          <div class="row">
            <Button onClick={() => paint(new Float64Array(PIXELS))} off={blank.value}>
              Clear
            </Button>
            <Button
              onClick={() => {
                strokes.value = strokes.value.slice(0, -1);
              }}
              off={strokes.value.length === 0}
            >
              Undo stroke
            </Button>
          </div>
        </div>
        <div class="stack seen">
          <h3>What the model sees</h3>
          <GridEditor pixels={pixels.value} onChange={paint} />
          <p class="hint">
            Click a pixel, or use the arrow keys with <kbd>Space</kbd>, <kbd>+</kbd> and <kbd>−</kbd>.
          </p>
        </div>
        <div class="stack made">
          <h3>The ten probabilities</h3>
          {view && <Verdict view={view} />}
          {view && (
            <ProbabilityBars
              labels={DIGIT_NAMES}
              values={view.probabilities}
              chosen={blank.value ? -1 : view.digit}
            />
          )}
        </div>
        {view && <Shares view={view} />}
      </div>
      <Samples />
      <p class="note limits">
        A linear model: each pixel adds its weight times its ink to a score, so it knows where ink is and not
        what shape it makes. It has learned from the hands of 13 people. Most plain digits are read right; a
        broad 8 or a 1 with a foot may well be taken for something else.
      </p>
    </Panel>
  );
}

function Verdict({ view }: { view: Opinion }) {
  const { digit, probability, runnerUp, probabilities } = view;
  if (blank.value)
    return <p class="verdict empty">Nothing is drawn yet: these are the probabilities of an empty image.</p>;
  return (
    <p class="verdict" aria-live="polite">
      <strong>{digit}</strong>
      <span>
        {percent(probability)}, then {runnerUp} with {percent(probabilities[runnerUp] as number)}
      </span>
    </p>
  );
}

/** Which pixels spoke for the digit that was read. */
function Shares({ view }: { view: Opinion }) {
  const scale = Math.max(1e-9, ...view.shares.map(Math.abs));
  const about = `Which pixels spoke for ${view.digit}`;
  return (
    <div class="stack spoken">
      <h3>{blank.value ? 'Which pixels spoke' : about}</h3>
      <SignedPicture
        values={view.shares}
        scale={scale}
        written
        label={`${about}: weight times ink, by pixel`}
      />
      <p class="hint">
        Weight × ink of each pixel: <b class="for-word">blue, +</b> for, <b class="against-word">red, −</b>{' '}
        against. With the intercept they add up to its score.
      </p>
    </div>
  );
}

/** Rows of the test part, one digit's after the other. */
function Samples() {
  const [taken, setTaken] = useState<Record<number, number>>({});
  const test = parts.value?.test;
  if (!test) return null;
  return (
    <fieldset class="samples">
      <legend class="label">Or take a digit from the test set, another one each time</legend>
      {DIGITS.map(digit => (
        <button
          key={digit}
          type="button"
          aria-label={`Take a ${digit} from the test set`}
          onClick={() => {
            const rows = test.y.flatMap((truth, row) => (truth === digit ? [row] : []));
            const next = taken[digit] ?? 0;
            paint(test.X.row(rows[next % rows.length] as number).slice());
            setTaken({ ...taken, [digit]: next + 1 });
          }}
        >
          {digit}
        </button>
      ))}
    </fieldset>
  );
}
