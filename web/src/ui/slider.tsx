import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface SliderProps {
  label: ComponentChildren;
  value: number;
  min: number;
  max: number;
  /** Of the value, or where `log` is set of its decimal logarithm. */
  step: number;
  /** The track runs over powers of ten. */
  log?: boolean;
  format?(value: number): string;
  onInput(value: number): void;
}

/** A number between two others, with what it is now beside it. */
export function Slider({ label, value, min, max, step, log = false, format = String, onInput }: SliderProps) {
  const id = useId();
  const on = (number: number) => (log ? Math.log10(number) : number);
  const text = format(value);
  return (
    <div class="slider">
      <label class="label" for={id}>
        {label}
      </label>
      <output for={id} class="number">
        {text}
      </output>
      <input
        id={id}
        type="range"
        min={on(min)}
        max={on(max)}
        step={step}
        value={on(value)}
        aria-valuetext={text}
        onInput={event => {
          const at = event.currentTarget.valueAsNumber;
          onInput(log ? 10 ** at : at);
        }}
      />
    </div>
  );
}
