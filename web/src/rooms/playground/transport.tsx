import { Button } from '../../ui/button.js';
import { Segmented } from '../../ui/segmented.js';
import { Slider } from '../../ui/slider.js';
import { jump, pause, play, playing, SPEEDS, setSpeed, speed } from './player.js';
import { step, training } from './state.js';

/** Goes back and forth through the steps of all three runs. */
export function Transport() {
  const length = training.value?.length ?? 0;
  const now = step.value;
  const none = length === 0;
  return (
    <div class="transport stack">
      <div class="row">
        <div class="buttons">
          <Button onClick={() => jump(0)} off={none}>
            Start
          </Button>
          <Button onClick={() => jump(now - 1)} off={none}>
            Back
          </Button>
          <Button primary onClick={playing.value ? pause : play} off={none}>
            {playing.value ? 'Pause' : 'Run'}
          </Button>
          <Button onClick={() => jump(now + 1)} off={none}>
            Step
          </Button>
          <Button onClick={() => jump(length)} off={none}>
            End
          </Button>
        </div>
        <Segmented label="Speed" hideLabel options={SPEEDS} value={speed.value} onChange={setSpeed} />
      </div>
      <Slider
        label="Step"
        min={0}
        max={Math.max(1, length)}
        step={1}
        value={now}
        format={value => `${value} of ${length}`}
        onInput={jump}
      />
    </div>
  );
}
