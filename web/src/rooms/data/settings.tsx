import { Button } from '../../ui/button.js';
import { Toggle } from '../../ui/field.js';
import { percent, significant } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { Slider } from '../../ui/slider.js';
import { plan, stage, start } from './bench.js';
import { type Plan, planProblem, type Settings } from './plan.js';
import type { Survey } from './survey.js';

/** How to train, and the button. */
export function SettingsPanel({ table, chosen }: { table: Survey; chosen: Plan }) {
  const { settings } = chosen;
  const set = (change: Partial<Settings>) =>
    (plan.value = { ...chosen, settings: { ...settings, ...change } });
  const problem = planProblem(table, chosen);
  const text = chosen.input === 'text';
  return (
    <Panel title="Training" class="data-settings">
      <div class="stack">
        <Slider
          label="Rows held out to test"
          value={settings.testShare}
          min={0.05}
          max={0.5}
          step={0.05}
          format={value => percent(value, 0)}
          onInput={value => set({ testShare: Math.round(100 * value) / 100 })}
        />
        <Slider
          label="C: the larger, the weaker the penalty"
          value={settings.C}
          min={1e-4}
          max={1e4}
          step={0.5}
          log
          format={value => significant(value)}
          onInput={C => set({ C: Number(C.toPrecision(3)) })}
        />
        <details>
          <summary>More settings</summary>
          <div class="stack data-more">
            <label>
              <span class="label">Seed of the split</span>
              <input
                type="number"
                min={0}
                step={1}
                value={settings.seed}
                onInput={event => {
                  const seed = event.currentTarget.valueAsNumber;
                  if (Number.isSafeInteger(seed)) set({ seed });
                }}
              />
            </label>
            <Toggle
              label="Every class counts the same, however many rows it has"
              checked={settings.balanced}
              onChange={balanced => set({ balanced })}
            />
            {!text && (
              <Toggle
                label="Penalise columns as if scaled to one standard deviation"
                checked={settings.standardize}
                onChange={standardize => set({ standardize })}
              />
            )}
            {text && (
              <Toggle
                label="Pairs of words beside words"
                checked={settings.pairs}
                onChange={pairs => set({ pairs })}
              />
            )}
            {text && (
              <Toggle
                label="Leave out English function words"
                checked={settings.stopWords}
                onChange={stopWords => set({ stopWords })}
              />
            )}
          </div>
        </details>
        {problem && (
          <p class="data-why" role="status">
            {problem}
          </p>
        )}
        <Button primary off={problem !== null || stage.value !== null} onClick={start}>
          Train
        </Button>
      </div>
    </Panel>
  );
}
