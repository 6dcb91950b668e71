import { useRef, useState } from 'preact/hooks';
import { pressed, toggled } from './grid-keys.js';
import { MOST_INK, SIDE } from './image.js';

const SIDES = Array.from({ length: SIDE }, (_, i) => i);

/** The 8 × 8 image that the model sees, pixel by pixel: to look at, and to paint with keys or clicks. */
export function GridEditor({
  pixels,
  onChange,
}: {
  pixels: Float64Array;
  onChange(pixels: Float64Array): void;
}) {
  const [at, setAt] = useState(0);
  const cells = useRef<(HTMLElement | null)[]>([]);

  function set(j: number, ink: number) {
    if (ink === pixels[j]) return;
    const next = pixels.slice();
    next[j] = ink;
    onChange(next);
  }
  function key(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = pressed(event.key, at, pixels[at] as number);
    if (!move) return;
    event.preventDefault();
    set(at, move.ink);
    setAt(move.at);
    cells.current[move.at]?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of cells that arrow keys walk has no element of its own
    <div
      class="pixel-grid"
      role="grid"
      aria-label="The image that the model sees"
      tabIndex={-1}
      onKeyDown={key}
    >
      {SIDES.map(row => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus
        <div key={row} role="row">
          {SIDES.map(column => {
            const j = row * SIDE + column;
            const ink = pixels[j] as number;
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
              <div
                key={column}
                role="gridcell"
                ref={element => {
                  cells.current[j] = element;
                }}
                tabIndex={j === at ? 0 : -1}
                aria-label={`row ${row + 1}, column ${column + 1}: ink ${ink} of ${MOST_INK}`}
                style={{ '--ink-share': ink / MOST_INK }}
                onFocus={() => setAt(j)}
                onClick={event => {
                  event.currentTarget.focus();
                  set(j, toggled(ink));
                }}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}
