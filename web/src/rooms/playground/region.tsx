import { useComputed } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SoftmaxRegression } from 'softmax-wasm';
import { repaint } from '../../theme.js';
import { classColor, onScreen } from '../../ui/palette.js';
import { CELLS, LINE, mix, PLANE, type Rgb } from './grid.js';
import { classOf, MOST_LETTERS } from './points.js';

/** Regions of probability: each cell in the classes' colours, mixed as the model's probabilities say. */
export function Region({ model }: { model: SoftmaxRegression }) {
  const place = useRef<HTMLCanvasElement>(null);
  const { value: colors } = useComputed(colorsOnScreen);
  useLayoutEffect(() => {
    const context = place.current?.getContext('2d');
    if (!context) return;
    const grid = model.nFeatures === 1 ? LINE : PLANE;
    const image = context.createImageData(CELLS, grid.rows / CELLS);
    const ofClasses = model.classes.map(name => colors.classes[classOf(name)] as Rgb);
    mix(model.predictProba(grid).data, ofClasses, colors.surface, image.data);
    context.putImageData(image, 0, 0);
  }, [model, colors]);
  return <canvas class="region" width={CELLS} height={model.nFeatures === 1 ? 1 : CELLS} ref={place} />;
}

/** Asked once for a theme, not for a frame. */
function colorsOnScreen(): { classes: readonly Rgb[]; surface: Rgb } {
  void repaint.value;
  return {
    classes: Array.from({ length: MOST_LETTERS }, (_, k) => onScreen(classColor(k))),
    surface: onScreen('var(--surface)'),
  };
}
