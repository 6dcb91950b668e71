import { classColor } from '../../ui/palette.js';
import { number, share, signed } from './numbers.js';
import {
  chosen,
  chosenGradient,
  className,
  logits,
  offset,
  setLogit,
  shifted,
  temperature,
  truth,
} from './state.js';
import './steps-table.css';
import { SCORE_RANGE } from './sweep.js';

/** Every step of every class, a row each: the score under one's finger, and what becomes of it. */
export function StepsTable() {
  const { sum, shares } = chosen.value;
  const total = shares.reduce((all, p) => all + p, 0);
  return (
    <table class="steps">
      <caption class="out-of-sight">
        Scores, their exponentials, probabilities and the slope of the loss, by class
      </caption>
      <thead>
        <tr>
          <th scope="col">True</th>
          <th scope="col">Class</th>
          <th scope="col" class="wide">
            Score <i>z</i>
          </th>
          <th scope="col">{exponentName()}</th>
          <th scope="col">exp</th>
          <th scope="col" class="wide">
            Probability <i>p</i>
          </th>
          <th scope="col" class="wide">
            Gradient <i>p − y</i>
          </th>
        </tr>
      </thead>
      <tbody>
        {logits.value.map((_, k) => (
          <Row key={k} k={k} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td class="cell-true" />
          <th scope="row" class="cell-class">
            Sum
          </th>
          <td class="cell-score note-cell">temperature T = {number(temperature.value, 3)}</td>
          <td class="cell-exponent" />
          <td class="cell-exp number" data-name="Σ exp">
            <Value value={sum} />
          </td>
          <td class="cell-share number" data-name="Σ p">
            <Value value={total} text={share(total)} />
          </td>
          <td class="cell-slope number" data-name="Σ (p − y)">
            <Value value={total - 1} text={signed(total - 1)} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function Row({ k }: { k: number }) {
  const name = className(k);
  const { exponents, exponentials, shares } = chosen.value;
  const z = logits.value[k] as number;
  const p = shares[k] as number;
  const slope = chosenGradient.value[k] as number;
  return (
    <tr class={k === truth.value ? 'is-true' : ''} style={{ '--class': classColor(k) }}>
      <td class="cell-true">
        <label>
          <input
            type="radio"
            name="true-class"
            checked={k === truth.value}
            aria-label={`${name} is the true class`}
            onChange={() => (truth.value = k)}
          />
        </label>
      </td>
      <th scope="row" class="cell-class">
        <span class="chip">{name}</span>
      </th>
      <td class="cell-score">
        <input
          type="range"
          min={SCORE_RANGE[0]}
          max={SCORE_RANGE[1]}
          step={0.1}
          value={z}
          aria-label={`Score of class ${name}`}
          aria-valuetext={number(z, 3)}
          onInput={event => setLogit(k, event.currentTarget.valueAsNumber)}
        />
        <output class="number">{signed(z, 2)}</output>
      </td>
      <td class="cell-exponent number" data-name={exponentName()}>
        <Value value={exponents[k] as number} />
      </td>
      <td class="cell-exp number" data-name="exp">
        <Value value={exponentials[k] as number} />
      </td>
      <td class="cell-share">
        <span class="bar-track">
          <span class="bar" style={{ width: `${Number.isFinite(p) ? 100 * p : 0}%` }} />
        </span>
        <span class="number" data-name="p">
          <Value value={p} text={share(p)} />
        </span>
      </td>
      <td class="cell-slope">
        <Diverging value={slope} />
        <span class="number" data-name="p − y">
          <Value value={slope} text={signed(slope)} />
        </span>
      </td>
    </tr>
  );
}

/** A bar from the middle, left where negative: −1 … 1. */
function Diverging({ value }: { value: number }) {
  const size = Number.isFinite(value) ? 50 * Math.abs(value) : 0;
  return (
    <span class="diverging">
      <span class="bar" style={{ width: `${size}%`, [value < 0 ? 'right' : 'left']: '50%' }} />
    </span>
  );
}

/** A number, marked where it is none. */
export function Value({ value, text = number(value) }: { value: number; text?: string }) {
  return Number.isFinite(value) ? text : <strong class="broken">{text}</strong>;
}

function exponentName(): string {
  return `${offset.value === 0 ? 'z/T' : '(z + c)/T'}${shifted.value ? ' − max' : ''}`;
}
