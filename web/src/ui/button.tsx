import type { ComponentChildren } from 'preact';

export interface ButtonProps {
  /** Out of use for now. It keeps the focus, which a disabled button would lose to nowhere at the press that disables it. */
  off?: boolean;
  primary?: boolean;
  /** What it does, where its text does not say it. */
  label?: string;
  onClick(): void;
  children: ComponentChildren;
}

/** A button that is not always of use. */
export function Button({ off = false, primary = false, label, onClick, children }: ButtonProps) {
  return (
    <button
      type="button"
      class={primary ? 'primary' : undefined}
      aria-label={label}
      aria-disabled={off}
      onClick={() => {
        if (!off) onClick();
      }}
    >
      {children}
    </button>
  );
}
