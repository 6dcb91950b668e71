import { Button } from '../../ui/button.js';
import { Choice } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { Slider } from '../../ui/slider.js';
import { ClassName } from './mark.js';
import { LEAST_CLASSES, letter, MOST_LETTERS } from './points.js';
import { PRESETS } from './presets.js';
import { brush, canUndo, classes, clear, points, preset, setClasses, take, tool, undo } from './state.js';

const TOOLS = ['place', 'drag', 'erase'] as const;
const TOOL_NAMES = { place: 'Place', drag: 'Drag', erase: 'Erase' };
const OWN = 'own';
const PRESET_IDS = PRESETS.map(({ id }) => id);
const PRESET_NAMES = { ...Object.fromEntries(PRESETS.map(({ id, name }) => [id, name])), [OWN]: 'Your own' };

/** What a press on the board does. */
export function EditBar() {
  return (
    <div class="row edit-bar">
      <Segmented
        label="Tool"
        options={TOOLS}
        names={TOOL_NAMES}
        value={tool.value}
        onChange={next => (tool.value = next)}
      />
      <Button onClick={undo} off={!canUndo.value}>
        Undo
      </Button>
      <Palette />
    </div>
  );
}

/** What there is to learn from. */
export function Tools() {
  const named = preset.value?.id ?? OWN;
  return (
    <div class="stack">
      <div class="row">
        <Choice
          label="Preset"
          options={named === OWN ? [...PRESET_IDS, OWN] : PRESET_IDS}
          names={PRESET_NAMES}
          value={named}
          onChange={id => {
            const next = PRESETS.find(each => each.id === id);
            if (next) take(next);
          }}
        />
        <Button onClick={clear} off={points.value.length === 0}>
          Clear
        </Button>
      </div>
      {preset.value && <p class="note">{preset.value.note}</p>}
      <Slider
        label="Classes"
        min={LEAST_CLASSES}
        max={MOST_LETTERS}
        step={1}
        value={classes.value}
        onInput={setClasses}
      />
    </div>
  );
}

function Palette() {
  return (
    <fieldset class="segmented palette">
      <legend class="label">Class to place</legend>
      <div class="segmented-row">
        {Array.from({ length: classes.value }, (_, k) => (
          <label key={letter(k)}>
            <input
              type="radio"
              name="playground-class"
              value={letter(k)}
              checked={k === brush.value}
              onChange={() => {
                brush.value = k;
                tool.value = 'place';
              }}
            />
            <span>
              <ClassName k={k} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
