import { Toggle } from '../../ui/field.js';
import { classColor } from '../../ui/palette.js';
import { Panel } from '../../ui/panel.js';
import { Scroll } from '../../ui/scroll.js';
import { Segmented } from '../../ui/segmented.js';
import { Slider } from '../../ui/slider.js';
import { Kernel } from './kernel-line.js';
import { number, share } from './numbers.js';
import { asWritten, className, format, lessMaximum, offset, scores, shifted, truth } from './state.js';
import { FORMATS, loss, type Steps, sound, steps } from './steps.js';
import { Value } from './steps-table.js';
import { farthest, verdict } from './verdict.js';

const MOST_OFFSET = 1000;

/** Why every softmax that is used subtracts the maximum first: both forms side by side, pushed until one breaks. */
export function Overflow() {
  const without = steps({ ...scores.value, offset: 0 }, true).shares;
  const drift = farthest(lessMaximum.value.shares, without);
  return (
    <Panel
      title="Why the maximum is subtracted first"
      note="The same number c added to every score changes no probability: exp(c) cancels. So c may be chosen, and −max makes the largest exponential exp(0) = 1. As written, the formula meets the ends of the number format."
    >
      <div class="overflow-controls">
        <Slider
          label="c, added to every score"
          value={offset.value}
          min={-MOST_OFFSET}
          max={MOST_OFFSET}
          step={10}
          format={value => number(value)}
          onInput={value => (offset.value = value)}
        />
        <Segmented
          label="Numbers are"
          options={FORMATS}
          value={format.value}
          onChange={next => (format.value = next)}
        />
        <Toggle
          label="Subtract the maximum (the whole room goes by it)"
          checked={shifted.value}
          onChange={on => (shifted.value = on)}
        />
      </div>
      <div class="both-forms">
        <Form of={asWritten.value} title="As written" used={!shifted.value} />
        <Form of={lessMaximum.value} title="Less the maximum" used={shifted.value} />
      </div>
      <p class={sound(asWritten.value) ? 'verdict' : 'verdict broken-verdict'} aria-live="polite">
        {verdict(asWritten.value)}
      </p>
      <p class="explain">
        Less the maximum,{' '}
        {drift === 0
          ? 'no probability has moved at all.'
          : `no probability has moved by more than ${number(drift, 2)}: that is the rounding of z + c to ${format.value} before anything else was done.`}{' '}
        <Kernel />
      </p>
    </Panel>
  );
}

function Form({ of, title, used }: { of: Steps; title: string; used: boolean }) {
  const total = of.shares.reduce((sum, p) => sum + p, 0);
  const cost = loss(of, truth.value);
  return (
    <Scroll label={`Softmax ${title.toLowerCase()}, class by class`}>
      <table class={`form ${used ? 'in-use' : ''}`}>
        <caption>
          {title}
          {used && <span> · in use above</span>}
        </caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">u = (z + c)/T{of.shifted && ' − max'}</th>
            <th scope="col">exp u</th>
            <th scope="col">p</th>
          </tr>
        </thead>
        <tbody>
          {of.shares.map((p, k) => (
            <tr key={className(k)} style={{ '--class': classColor(k) }}>
              <th scope="row">
                <span class="chip">{className(k)}</span>
              </th>
              <td>
                <Value value={of.exponents[k] as number} />
              </td>
              <td>
                <Value value={of.exponentials[k] as number} />
              </td>
              <td>
                <Value value={p} text={share(p)} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            <td />
            <td>
              <Value value={of.sum} />
            </td>
            <td>
              <Value value={total} text={share(total)} />
            </td>
          </tr>
          <tr>
            <th scope="row">Loss</th>
            <td class="formula" colSpan={2}>
              {of.shifted ? 'log Σ exp u − u' : '−log p'} of {className(truth.value)}
            </td>
            <td>
              <Value value={cost} text={share(cost)} />
            </td>
          </tr>
        </tfoot>
      </table>
    </Scroll>
  );
}
