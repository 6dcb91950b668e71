import { useEffect, useRef } from 'preact/hooks';
import { repaint } from '../../theme.js';
import { onScreen } from '../../ui/palette.js';
import type { Point, Stroke } from './pen.js';

/** The pad's own units, whatever its size on screen. */
const SIZE = 320;
const BRUSH = 22;

export interface PadProps {
  strokes: readonly Stroke[];
  onChange(strokes: readonly Stroke[]): void;
}

/** Drawn on by mouse, finger or pen. */
export function Pad({ strokes, onChange }: PadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(strokes);
  /** Which pointer draws: a second finger draws nothing. */
  const drawing = useRef<number | null>(null);
  latest.current = strokes;
  // Drawn anew in other colours when they change.
  const colours = repaint.value;
  useEffect(() => {
    if (canvas.current) drawOn(canvas.current, strokes);
  }, [strokes, colours]);

  function change(next: readonly Stroke[]) {
    latest.current = next;
    onChange(next);
  }
  function down(event: PointerEvent) {
    if (drawing.current !== null || event.button !== 0) return;
    event.preventDefault();
    const element = event.currentTarget as HTMLCanvasElement;
    element.setPointerCapture(event.pointerId);
    drawing.current = event.pointerId;
    change([...latest.current, [placeOf(event, element)]]);
  }
  function move(event: PointerEvent) {
    if (drawing.current !== event.pointerId) return;
    const element = event.currentTarget as HTMLCanvasElement;
    const between = event.getCoalescedEvents?.() ?? [];
    const points = (between.length > 0 ? between : [event]).map(each => placeOf(each, element));
    const current = latest.current[latest.current.length - 1] ?? [];
    change([...latest.current.slice(0, -1), [...current, ...points]]);
  }
  function up(event: PointerEvent) {
    if (drawing.current === event.pointerId) drawing.current = null;
  }

  return (
    <div class="pad-place">
      <canvas
        class="pad"
        ref={canvas}
        width={2 * SIZE}
        height={2 * SIZE}
        role="img"
        aria-label="Drawing pad, for mouse, finger or pen. By keyboard, paint the 8 × 8 image instead."
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      {strokes.length === 0 && (
        <span class="pad-hint" aria-hidden="true">
          Draw here
        </span>
      )}
    </div>
  );
}

function placeOf(event: PointerEvent, element: HTMLCanvasElement): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    x: ((event.clientX - left) / width) * SIZE,
    y: ((event.clientY - top) / height) * SIZE,
  };
}

function drawOn(canvas: HTMLCanvasElement, strokes: readonly Stroke[]): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(canvas.width / SIZE, 0, 0, canvas.height / SIZE, 0, 0);
  context.clearRect(0, 0, SIZE, SIZE);
  context.strokeStyle = `rgb(${onScreen('var(--ink)').join(' ')})`;
  context.lineWidth = BRUSH;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach(({ x, y }, i) => {
      if (i === 0) context.moveTo(x, y);
      // A dot is a line of no length: some engines draw none of exactly 0.
      context.lineTo(x + (stroke.length === 1 ? 0.01 : 0), y);
    });
    context.stroke();
  }
}
