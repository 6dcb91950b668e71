import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { SoftmaxRegression } from 'softmax-wasm';
import { Borders } from './borders.js';
import { drag, held, obey, press, release, said } from './edit.js';
import { commandOf } from './keys.js';
import { Mark } from './mark.js';
import { HIGH, LOW, letter, present, within } from './points.js';
import { Region } from './region.js';
import { brush, cursor, points, tool, training, wholeLines } from './state.js';

const SIDE = HIGH - LOW;
/** Pixels from a point's middle within which a press is on it: a mouse's, and a finger's. */
const REACH = 11;
const FINGER_REACH = 20;

/** The plane and its points, to be edited; `strip`: pressed flat, under a chart of x. */
export function Board({ model, strip = false }: { model: SoftmaxRegression | null; strip?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const help = useId();
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = (entry as ResizeObserverEntry).contentRect;
      setSize({ width, height });
    });
    observer.observe(place.current as HTMLDivElement);
    return () => {
      observer.disconnect();
      release();
    };
  }, []);

  const where = (event: PointerEvent): [number, number, number] => {
    const box = (place.current as HTMLDivElement).getBoundingClientRect();
    const x = LOW + (SIDE * (event.clientX - box.left)) / box.width;
    const y = HIGH - (SIDE * (event.clientY - box.top)) / box.height;
    const reach = ((event.pointerType === 'touch' ? FINGER_REACH : REACH) * SIDE) / box.width;
    return [within(x), within(y), reach];
  };

  return (
    <>
      <div
        class={`board ${strip ? 'strip' : ''} tool-${tool.value}`}
        ref={place}
        role="application"
        aria-label={`Board: ${points.value.length} points of ${present(points.value).length} classes`}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys itself
        tabIndex={0}
        onPointerDown={event => {
          if (event.button !== 0 || !event.isPrimary) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          press(...where(event));
        }}
        onPointerMove={event => {
          if (event.isPrimary) drag(...where(event));
        }}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={event => {
          const command = commandOf(event, cursor.value);
          if (!command) return;
          event.preventDefault();
          obey(command);
        }}
        onBlur={release}
      >
        {model && <Region model={model} />}
        {model && <Borders model={model} whole={wholeLines.value} />}
        <Marks model={model} {...size} />
        <Cursor {...size} />
        {points.value.length === 0 && <p class="empty">Place points here, of two classes at least.</p>}
      </div>
      <p id={help} class="keys">
        <b>Keys on the board:</b> arrows move the cursor (with Shift further), <kbd>Enter</kbd> places a
        point, <kbd>M</kbd> picks up the nearest and puts it down, <kbd>Delete</kbd> erases it, <kbd>[</kbd>{' '}
        <kbd>]</kbd> change the class, <kbd>Z</kbd> undoes.
      </p>
      <p class="out-of-sight" aria-live="polite">
        {said.value}
      </p>
    </>
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const across = (x: number, { width }: Size) => ((x - LOW) / SIDE) * width;
const down = (y: number, { height }: Size) => ((HIGH - y) / SIDE) * height;

function Marks({ model, ...size }: Size & { model: SoftmaxRegression | null }) {
  const rows = training.value?.problem.X;
  const predicted = useMemo(() => (model && rows ? model.predict(rows) : []), [model, rows]);
  if (size.width === 0) return null;
  return (
    <svg class="marks" width={size.width} height={size.height} aria-hidden="true">
      {points.value.map((point, i) => {
        const wrong = predicted[i] !== undefined && predicted[i] !== letter(point.k);
        const state = `${wrong ? 'wrong' : ''} ${i === held.value ? 'held' : ''}`;
        const key = `${i}`;
        return <Mark key={key} k={point.k} x={across(point.x, size)} y={down(point.y, size)} class={state} />;
      })}
    </svg>
  );
}

/** Where keys act; in sight while the board has the focus. */
function Cursor(size: Size) {
  const { x, y } = cursor.value;
  return (
    <svg class="cursor" width={size.width} height={size.height} aria-hidden="true">
      <g transform={`translate(${across(x, size).toFixed(1)},${down(y, size).toFixed(1)})`}>
        <path class="hairs" d="M-15,0H-8M8,0H15M0,-15V-8M0,8V15" />
        <g transform="translate(13,-13)">
          <Mark k={brush.value} radius={4} />
        </g>
      </g>
    </svg>
  );
}
