import { normals, uniforms } from '../../random.js';
import { type Points, within } from './points.js';

export interface Preset {
  readonly id: string;
  readonly name: string;
  /** Classes on the palette with it. */
  readonly classes: number;
  /** What is to be seen. */
  readonly note: string;
  points(): Points;
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'blobs',
    name: 'Three blobs',
    classes: 3,
    note: 'Three clouds apart from each other. The borders are straight: of two classes the one with the larger score wins, and the difference of two scores is linear.',
    points: () => ring(3, 32, 1.6, 0.5, 11),
  },
  {
    id: 'overlapping',
    name: 'Overlapping',
    classes: 3,
    note: 'Clouds that mix. No line separates them, so probabilities stay away from 0 and 1 and the best loss is far from 0.',
    points: () => ring(3, 40, 0.9, 0.75, 5),
  },
  {
    id: 'bands',
    name: 'A line in three bands',
    classes: 3,
    note: 'Points along a line, cut into three bands with blurred ends. The view “Line” shows the probabilities over x alone.',
    points: bands,
  },
  {
    id: 'spirals',
    name: 'Spirals',
    classes: 3,
    note: 'Three spiral arms, more than a linear model can fit: each of its regions is cut out by straight lines, so no C, no rate and no number of steps bends one around an arm. Features that bend (squares, products, distances) would have to be made first.',
    points: spirals,
  },
  {
    id: 'two',
    name: 'Two blobs',
    classes: 2,
    note: 'With two classes softmax is logistic regression. The view “Sigmoid” shows it.',
    points: () => ring(2, 36, 1.1, 0.65, 3),
  },
  {
    id: 'eight',
    name: 'Eight around a ring',
    classes: 8,
    note: 'Eight classes have 28 pairs, and each pair a line. Only the pieces where the two are the most probable of all are borders.',
    points: () => ring(8, 14, 2.1, 0.3, 8),
  },
];

/** K clouds of normal points with centres around a ring. */
function ring(classes: number, each: number, radius: number, deviation: number, seed: number): Points {
  const gaussian = normals(uniforms(seed));
  return Array.from({ length: classes * each }, (_, i) => {
    const k = i % classes;
    const angle = (2 * Math.PI * k) / classes + Math.PI / 6;
    const x = within(radius * Math.cos(angle) + deviation * gaussian());
    const y = within(radius * Math.sin(angle) + deviation * gaussian());
    return { x, y, k };
  });
}

/** As examples/one-dimension.js, 0 … 10 drawn on −3 … 3: a label is the band a point falls in after moving by up to 1. */
function bands(): Points {
  const random = uniforms(6);
  const count = 100;
  return Array.from({ length: count }, (_, i) => {
    const at = (10 * i) / (count - 1);
    const moved = at + 2 * random() - 1;
    const k = moved < 3.3 ? 0 : moved < 6.6 ? 1 : 2;
    return { x: within(0.57 * (at - 5)), y: within(1.6 * (random() - 0.5)), k };
  });
}

/** Three arms of Archimedes' spiral, one turn and a quarter each. */
function spirals(): Points {
  const random = uniforms(21);
  const each = 50;
  return Array.from({ length: 3 * each }, (_, i) => {
    const k = i % 3;
    const along = (Math.floor(i / 3) + 1) / each;
    const angle = 2.5 * Math.PI * along + (2 * Math.PI * k) / 3;
    const noise = () => 0.16 * (random() - 0.5);
    const radius = 0.25 + 2.5 * along;
    return {
      x: within(radius * Math.cos(angle) + noise()),
      y: within(radius * Math.sin(angle) + noise()),
      k,
    };
  });
}
