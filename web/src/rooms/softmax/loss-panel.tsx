import { Button } from '../../ui/button.js';
import { Panel, Stat, Stats } from '../../ui/panel.js';
import { number, share } from './numbers.js';
import {
  chosen,
  chosenGradient,
  chosenLoss,
  className,
  descend,
  logits,
  temperature,
  truth,
} from './state.js';
import { Value } from './steps-table.js';

/** What the picked class costs, and what would make it cost less. */
export function LossPanel() {
  const { exponentials, sum, shares } = chosen.value;
  const k = truth.value;
  const K = logits.value.length;
  const name = className(k);
  const p = shares[k] as number;
  const slope = chosenGradient.value[k] as number;
  return (
    <Panel
      title={`The loss, if ${name} is the true class`}
      note="How surprised the model is by the truth, in nats. 0 would be certainty; a guess that takes all classes for equally likely costs log K."
    >
      <div class="stack">
        <div class="loss-figures">
          <Stats>
            <Stat
              label={`−log p of ${name}`}
              value={<Value value={chosenLoss.value} />}
              detail={`log ${K} = ${number(Math.log(K))}`}
            />
            <Stat label={`p of ${name}`} value={<Value value={p} text={share(p)} />} />
          </Stats>
        </div>
        <p class="working number">
          p = exp / Σ exp = {number(exponentials[k] as number)} / {number(sum)} = {share(p)}
        </p>
        {K === 2 && <Sigmoid />}
        <p class="explain">
          The gradient is p − y, y being 1 for the true class and 0 for the others: the true score wants to
          rise by 1 − p, each other to fall by its own p, and the sum is 0. A step against it is what training
          does, through the weights. (In z itself the slope is this over T.)
        </p>
        <div class="row">
          <Button onClick={descend} off={!Number.isFinite(slope)}>
            Step: z ← z − (p − y)
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** Of two classes softmax is the sigmoid of their difference. */
function Sigmoid() {
  const [a, b] = logits.value as [number, number];
  const difference = (a - b) / temperature.value;
  return (
    <p class="working number">
      Two classes: this is the sigmoid of the difference. p of A = 1/(1 + exp(−(z<sub>A</sub> − z<sub>B</sub>
      )/T)) = σ({number(difference)}) = {share(1 / (1 + Math.exp(-difference)))}
    </p>
  );
}
