import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Slider } from '../../ui/slider.js';
import { Curves } from './curves.js';
import { LossPanel } from './loss-panel.js';
import { number } from './numbers.js';
import { Overflow } from './overflow.js';
import './softmax.css';
import {
  addClass,
  chosen,
  className,
  FEWEST,
  format,
  logits,
  MOST,
  offset,
  removeClass,
  shifted,
  startAgain,
  temperature,
} from './state.js';
import { sound } from './steps.js';
import { StepsTable } from './steps-table.js';
import { TEMPERATURE_RANGE } from './sweep.js';

export default function Room() {
  return (
    <div class="stack">
      <Panel
        title="Scores to probabilities"
        note={
          <>
            Each class has a score z. Divide by the temperature T, take the exponential, divide by the sum of
            all: p<sub>k</sub> = exp(z<sub>k</sub>/T) / Σ<sub>j</sub> exp(z<sub>j</sub>/T).
          </>
        }
      >
        <Broken />
        <StepsTable />
        <div class="under-steps">
          <Slider
            label="Temperature T"
            value={temperature.value}
            min={TEMPERATURE_RANGE[0]}
            max={TEMPERATURE_RANGE[1]}
            step={0.02}
            log
            format={value => number(value, 3)}
            onInput={value => (temperature.value = value)}
          />
          <Classes />
          <button type="button" onClick={startAgain}>
            Start again
          </button>
        </div>
        <p class="explain">{warmth(temperature.value)}</p>
      </Panel>
      <div class="columns">
        <LossPanel />
        <Curves />
      </div>
      <Overflow />
    </div>
  );
}

function Classes() {
  const K = logits.value.length;
  return (
    <fieldset class="classes">
      <legend class="label">Classes</legend>
      <Button label={`Remove class ${className(K - 1)}`} off={K === FEWEST} onClick={removeClass}>
        −
      </Button>
      <output class="number">{K}</output>
      <Button
        label={K < MOST ? `Add class ${className(K)}` : 'Add a class'}
        off={K === MOST}
        onClick={addClass}
      >
        +
      </Button>
    </fieldset>
  );
}

/** Said where the numbers above have stopped being numbers, with the ways out. */
function Broken() {
  const c = offset.value;
  if (sound(chosen.value)) {
    if (c === 0) return null;
    return <p class="aside">c = {number(c)} is added to every score: see the last part.</p>;
  }
  return (
    <div class="alert broken-room" role="alert">
      <p>
        {c !== 0 && `With c = ${number(c)} added to every score, `}exp leaves the range of {format.value}: see
        the last part.
      </p>
      <button type="button" onClick={() => (shifted.value = true)}>
        Subtract the maximum
      </button>
      {c === 0 ? (
        <button type="button" onClick={() => (format.value = 'float64')}>
          float64
        </button>
      ) : (
        <button type="button" onClick={() => (offset.value = 0)}>
          c = 0
        </button>
      )}
    </div>
  );
}

function warmth(T: number): string {
  if (T < 0.5)
    return 'A low temperature stretches differences: the largest score takes nearly all, in the limit all of it.';
  if (T > 2) return 'A high temperature shrinks differences: probabilities move towards 1/K each.';
  return 'T = 1 is softmax as models use it. Lower is more certain, higher is more even; the order of the classes stays.';
}
