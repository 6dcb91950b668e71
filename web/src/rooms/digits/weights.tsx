import { useMemo, useState } from 'preact/hooks';
import { DIGITS } from './image.js';
import { SignedPicture, signed } from './pictures.js';
import { type Frame, weightsOf } from './recording.js';

/** What has full colour: of the last weights all but the largest few, which would leave the others pale. */
const FULL = 0.95;

export function fullColour(frames: readonly Frame[]): number {
  const last = frames[frames.length - 1] as Frame;
  const sizes = DIGITS.flatMap(k => Array.from(weightsOf(last, k), Math.abs)).sort((a, b) => a - b);
  return sizes[Math.floor(FULL * (sizes.length - 1))] as number;
}

/** Ten images of weights; one of them, if chosen, with its numbers. */
export function Weights({ frames, at }: { frames: readonly Frame[]; at: number }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const scale = useMemo(() => fullColour(frames), [frames]);
  const frame = frames[at] as Frame;
  return (
    <div class="weights">
      <ul class="weights-row">
        {DIGITS.map(k => (
          <li key={k}>
            <button
              type="button"
              class="weights-one"
              aria-pressed={k === chosen}
              aria-label={`Weights of digit ${k}, as numbers`}
              onClick={() => setChosen(k === chosen ? null : k)}
            >
              <span class="weights-digit">{k}</span>
              <SignedPicture values={weightsOf(frame, k)} scale={scale} />
            </button>
          </li>
        ))}
      </ul>
      <Legend scale={scale} />
      {chosen !== null && (
        <figure class="weights-large">
          <SignedPicture
            values={weightsOf(frame, chosen)}
            scale={scale}
            written
            label={`Weights of digit ${chosen}: ${rows(weightsOf(frame, chosen))}`}
          />
          <figcaption class="note">
            The 64 weights of digit {chosen}: what one unit of ink in a pixel adds to its score. Ink runs from
            0 to 16.
          </figcaption>
        </figure>
      )}
    </div>
  );
}

function Legend({ scale }: { scale: number }) {
  return (
    <p class="legend">
      <span class="legend-scale">
        <span class="number">{signed(-scale, scale)}</span>
        <span class="legend-ramp" aria-hidden="true" />
        <span class="number">{signed(scale, scale)}</span>
      </span>
      <span>
        <b class="against-word">Red</b>: ink here speaks against the digit. <b class="for-word">Blue</b>: ink
        here speaks for it. Press an image for its numbers. A strong penalty, C = 0.001, leaves smoother ones.
      </span>
    </p>
  );
}

/** The numbers by row, for who cannot see them. */
function rows(values: Float64Array): string {
  return Array.from({ length: 8 }, (_, r) =>
    Array.from(values.subarray(8 * r, 8 * r + 8), value => value.toFixed(2)).join(' '),
  ).join('; ');
}
