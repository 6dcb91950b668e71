import { useId } from 'preact/hooks';

export interface SegmentedProps<T extends string> {
  label: string;
  hideLabel?: boolean;
  options: readonly T[];
  /** What an option is called on the page; default: its value. */
  names?: Partial<Record<T, string>>;
  value: T;
  onChange(value: T): void;
}

/** One of a few, all in sight: radio buttons in a row. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, hideLabel = false, options, names, value, onChange } = props;
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class={hideLabel ? 'out-of-sight' : 'label'}>{label}</legend>
      <div class="segmented-row">
        {options.map(option => (
          <label key={option}>
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            <span>{names?.[option] ?? option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
