import { classColor, classSymbol } from '../../ui/palette.js';
import { letter } from './points.js';
import { outline } from './shapes.js';

const RADIUS = 5.5;

/** A class's shape in its colour, for a place in an SVG picture. */
export function Mark(props: { k: number; x?: number; y?: number; class?: string; radius?: number }) {
  const { k, x = 0, y = 0, radius = RADIUS } = props;
  return (
    <path
      class={`mark ${props.class ?? ''}`}
      d={outline(classSymbol(k), radius)}
      transform={`translate(${x.toFixed(1)},${y.toFixed(1)})`}
      fill={classColor(k)}
    />
  );
}

/** A class's shape and letter, for text. */
export function ClassName({ k }: { k: number }) {
  return (
    <span class="class-name">
      <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
        <Mark k={k} />
      </svg>
      {letter(k)}
    </span>
  );
}
