import type { SoftmaxRegression } from 'softmax-wasm';
import { across, crossings } from './lines.js';
import { BOUNDS, HIGH, LOW } from './points.js';

const SIDE = HIGH - LOW;

type Line = readonly [readonly [number, number], readonly [number, number]];

/** Borders between regions; `whole` adds, faintly, all of every pair's line.  In the plane's units, stretched to its place. */
export function Borders({ model, whole = false }: { model: SoftmaxRegression; whole?: boolean }) {
  const { counting, all } = model.nFeatures === 1 ? upright(model) : inPlane(model);
  return (
    <svg
      class="borders"
      viewBox={`${LOW} ${LOW} ${SIDE} ${SIDE}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {whole && <path class="whole" d={pathOf(all)} />}
      <path class="halo" d={pathOf(counting)} />
      <path class="counting" d={pathOf(counting)} />
    </svg>
  );
}

/** How many pairs there are, and how many of their lines one sees as borders. */
export function bordersOf(model: SoftmaxRegression): { pairs: number; counting: number } {
  const { counting } = model.nFeatures === 1 ? upright(model) : inPlane(model);
  return { pairs: (model.classes.length * (model.classes.length - 1)) / 2, counting: counting.length };
}

function inPlane(model: SoftmaxRegression): { counting: Line[]; all: Line[] } {
  return {
    counting: model.boundarySegments(BOUNDS).map(({ from, to }) => [from, to]),
    all: model.decisionBoundaries().flatMap(({ normal, offset }) => {
      const ends = across(normal, offset);
      return ends ? [ends] : [];
    }),
  };
}

function upright(model: SoftmaxRegression): { counting: Line[]; all: Line[] } {
  const at = crossings(model);
  const line = ({ x }: { x: number }): Line => [
    [x, LOW],
    [x, HIGH],
  ];
  return { counting: at.filter(({ counts }) => counts).map(line), all: at.map(line) };
}

function pathOf(lines: readonly Line[]): string {
  // Screens have y downwards.
  return lines.map(([from, to]) => `M${from[0]},${-from[1]}L${to[0]},${-to[1]}`).join('');
}
