import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface ChoiceProps<T extends string> {
  label: string;
  options: readonly T[];
  names?: Partial<Record<T, string>>;
  value: T;
  onChange(value: T): void;
}

/** One of many: the browser's own list. */
export function Choice<T extends string>({ label, options, names, value, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={event => onChange(event.currentTarget.value as T)}>
        {options.map(option => (
          <option key={option} value={option}>
            {names?.[option] ?? option}
          </option>
        ))}
      </select>
    </div>
  );
}

/** On or off. */
export function Toggle(props: {
  label: ComponentChildren;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label class="toggle">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={event => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}
