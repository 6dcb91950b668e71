import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { drag, obey, press, release, said } from '../../web/src/rooms/playground/edit.js';
import { CELLS, LINE, mix, PLANE } from '../../web/src/rooms/playground/grid.js';
import { commandOf } from '../../web/src/rooms/playground/keys.js';
import { across, crossings } from '../../web/src/rooms/playground/lines.js';
import { DEFAULTS, METHODS, type Settings } from '../../web/src/rooms/playground/methods.js';
import {
  BOUNDS,
  HIGH,
  LOW,
  letter,
  nearest,
  type Points,
  present,
} from '../../web/src/rooms/playground/points.js';
import { PRESETS, type Preset } from '../../web/src/rooms/playground/presets.js';
import { outline } from '../../web/src/rooms/playground/shapes.js';
import { type Score, scoreOf } from '../../web/src/rooms/playground/sigmoid.js';
import * as state from '../../web/src/rooms/playground/state.js';
import { stopOf, unsettled } from '../../web/src/rooms/playground/stopping.js';
import { type Features, Run, type Training, train } from '../../web/src/rooms/playground/training.js';
import { classSymbol } from '../../web/src/ui/palette.js';

const preset = (id: string) => PRESETS.find(each => each.id === id) as Preset;
const trained = (id: string, settings: Partial<Settings> = {}, features: Features = 'plane') =>
  train(preset(id).points(), features, { ...DEFAULTS, ...settings }) as Training;
const lbfgs = ({ runs }: Training) => runs[2];

describe('presets', () => {
  it.each(PRESETS)('$name is the same for everyone, on the board, of its classes', each => {
    const points = each.points();
    expect(each.points()).toEqual(points);
    expect(present(points)).toEqual(Array.from({ length: each.classes }, (_, k) => k));
    expect(points.every(({ x, y }) => x >= LOW && x <= HIGH && y >= LOW && y <= HIGH)).toBe(true);
  });

  it('has spirals that no strength of the penalty fits, and blobs that are fitted', () => {
    for (const C of [0.001, 1, 1000]) {
      const training = trained('spirals', { C, maxIter: 500 });
      expect(lbfgs(training).report.status).toBe('converged');
      expect(lbfgs(training).model.score(training.problem.X, [...training.problem.y])).toBeLessThan(0.55);
    }
    const training = trained('blobs');
    expect(lbfgs(training).model.score(training.problem.X, [...training.problem.y])).toBe(1);
  });
});

describe('training', () => {
  it.each(METHODS)('$name: the model after k steps is the one that the whole run had', method => {
    const { problem } = trained('overlapping');
    const run = new Run(method, problem, { ...DEFAULTS, maxIter: 40 });
    const steps = [0, 1, 2, 5, run.length - 1];
    for (const step of steps) {
      const { report } = run.at(step);
      const { objective, gradientNorm } = run.progress(step);
      expect([report.objective, report.gradientNorm]).toEqual([objective, gradientNorm]);
    }
    expect(run.at(run.length + 10)).toBe(run.model);
    expect(run.progress(run.length + 10)).toBe(run.progress(run.length));
  });

  it('gives the coefficients that a fit of the same points gives', () => {
    const points = preset('overlapping').points();
    const X = points.map(({ x, y }) => [x, y]);
    const y = points.map(({ k }) => letter(k));
    const model = new SoftmaxRegression({ C: 10, tol: 1e-8, precision: 'float64' }).fitSync(X, y);
    const training = trained('overlapping', { C: 10, tol: 1e-8 });
    const { coef, intercept } = lbfgs(training).model;
    // The same computation, so the same bits.
    expect(coef.toArray()).toEqual(model.coef.toArray());
    expect([...intercept]).toEqual([...model.intercept]);
    expect(training.least).toBeLessThanOrEqual(model.report.objective);
    expect(model.report.objective - training.least).toBeLessThan(1e-12);
  });

  it('has probabilities to paint at every end of the controls', () => {
    for (const C of [1e-3, 1e3]) {
      for (const learningRate of [1e-2, 1e2]) {
        for (const { model } of trained('eight', { C, learningRate, maxIter: 120, tol: 1e-8 }).runs) {
          const { data } = model.predictProba(PLANE);
          expect(data.every(p => p >= 0 && p <= 1)).toBe(true);
          expect(
            model
              .boundarySegments(BOUNDS)
              .flatMap(({ from, to }) => [...from, ...to])
              .every(Number.isFinite),
          ).toBe(true);
        }
      }
    }
  });

  it('has nothing to do for fewer than two classes', () => {
    expect(train([], 'plane', DEFAULTS)).toBeNull();
    expect(train([{ x: 0, y: 0, k: 1 }], 'plane', DEFAULTS)).toBeNull();
  });

  it('sees x alone on the line', () => {
    const { problem, runs } = trained('bands', {}, 'line');
    expect(problem.X.cols).toBe(1);
    expect(runs.map(({ model }) => model.nFeatures)).toEqual([1, 1, 1]);
  });
});

describe('what ended a run', () => {
  const [descent, batches] = METHODS;
  const stop = (method: (typeof METHODS)[number], settings: Partial<Settings>) => {
    const all = { ...DEFAULTS, ...settings };
    return stopOf(new Run(method, trained('blobs').problem, all), all);
  };

  it('is tol, lossTol or maxIter, by the numbers of the report', () => {
    expect(stop(METHODS[2], {})).toMatchObject({ name: 'tol', good: true });
    expect(stop(descent, { lossTol: 1e-3 })).toMatchObject({ name: 'lossTol', good: false });
    expect(stop(descent, { maxIter: 10 })).toEqual({
      name: 'maxIter',
      why: expect.stringMatching(/^Out of iterations at 10: max \|∂F\| = [\d.]+ > tol 1e-4\.$/),
      good: false,
    });
  });

  it('tells of a rate that is too large', () => {
    expect(stop(descent, { learningRate: 100 }).why).toMatch(/goes up and down: the rate is too large\.$/);
    expect(stop(batches, { learningRate: 30 }).why).toMatch(/for the noise of the batches\.$/);
    expect(stop(descent, { learningRate: 100, C: 0.001 })).toMatchObject({
      name: 'lineSearchFailed',
      why: expect.stringMatching(/too large for a number/),
    });
    expect(unsettled(new Run(descent, trained('blobs').problem, DEFAULTS))).toBe(false);
  });
});

describe('regions', () => {
  it('are of cells from the top left to the bottom right', () => {
    const half = (HIGH - LOW) / CELLS / 2;
    expect(PLANE.data[0]).toBeCloseTo(LOW + half, 12);
    expect(PLANE.data[1]).toBeCloseTo(HIGH - half, 12);
    expect(PLANE.data[2 * PLANE.rows - 2]).toBeCloseTo(HIGH - half, 12);
    expect(PLANE.data[2 * PLANE.rows - 1]).toBeCloseTo(LOW + half, 12);
    expect([...LINE.data]).toEqual(Array.from({ length: CELLS }, (_, i) => PLANE.data[2 * i]));
  });

  it('mix colours by probabilities over the surface', () => {
    const out = new Uint8ClampedArray(8);
    const black = [0, 0, 0] as const;
    mix(
      Float64Array.of(1, 0, 0.5, 0.5),
      [
        [200, 0, 0],
        [0, 100, 0],
      ],
      black,
      out,
    );
    const [sure, torn] = [out.slice(0, 4), out.slice(4)];
    expect([sure[1], sure[2], sure[3]]).toEqual([0, 0, 255]);
    // Bytes are rounded.
    expect(Math.abs((torn[0] as number) - (sure[0] as number) / 2)).toBeLessThanOrEqual(1);
    expect(Math.abs((torn[1] as number) - (torn[0] as number) / 2)).toBeLessThanOrEqual(1);
  });
});

describe('lines', () => {
  it('end on the rim of the square', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true }).filter(value => Math.abs(value) > 1e-3);
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const ends = across([a, b], c);
        // The value at the corner that is furthest on the other side tells whether the line passes.
        const passes = Math.abs(c) < HIGH * (Math.abs(a) + Math.abs(b));
        expect(ends !== null).toBe(passes);
        for (const [x, y] of ends ?? []) {
          expect(Math.abs(a * x + b * y + c)).toBeLessThan(1e-9 * (1 + Math.abs(a) + Math.abs(b)) * 1e2);
          expect(Math.max(Math.abs(x), Math.abs(y))).toBe(HIGH);
        }
      }),
      { seed: 1 },
    );
  });

  it('cross on x where two classes are equally probable, and count where no third is more so', () => {
    const { model } = lbfgs(trained('bands', {}, 'line'));
    const all = crossings(model);
    expect(all.filter(({ counts }) => counts).map(({ classes }) => classes.join(''))).toEqual(['AB', 'BC']);
    for (const { x, classes } of all) {
      const [row] = model.predictProba([[x]]).toArray() as [number[]];
      const [p, q] = classes.map(name => row[model.classes.indexOf(name)] as number) as [number, number];
      expect(p).toBeCloseTo(q, 6);
    }
  });
});

describe('two classes', () => {
  it('have the sigmoid of one score', () => {
    const training = trained('two');
    const score = scoreOf(lbfgs(training).model, training.problem) as Score;
    const [w1, w2] = score.w as [number, number];
    expect(score.points).toHaveLength(preset('two').points().length);
    for (const { z, p } of [...score.points, ...score.curve]) {
      expect(p).toBeCloseTo(1 / (1 + Math.exp(-z)), 6);
    }
    for (const [i, { x, y, k }] of preset('two').points().entries()) {
      expect(score.points[i]?.z).toBeCloseTo(w1 * x + w2 * y + score.b, 5);
      expect(score.points[i]?.y).toBe(letter(k));
    }
  });

  it('is what others have not', () => {
    const training = trained('blobs');
    expect(scoreOf(lbfgs(training).model, training.problem)).toBeNull();
  });

  it('have no curve before the first step, when the score is 0 everywhere', () => {
    const training = trained('two');
    const score = scoreOf(lbfgs(training).at(0), training.problem);
    expect(score).toMatchObject({ w: [0, 0], b: 0, curve: [] });
    expect(score?.reach).toBeGreaterThan(0); // an axis needs a length
  });
});

describe('shapes', () => {
  it('are closed and differ for each class', () => {
    const outlines = Array.from({ length: 8 }, (_, k) => outline(classSymbol(k), 5));
    expect(new Set(outlines).size).toBe(8);
    expect(outlines.every(path => path.startsWith('M') && path.endsWith('Z'))).toBe(true);
  });
});

describe('editing', () => {
  const THREE: Points = [
    { x: -1, y: 0, k: 0 },
    { x: 1, y: 0, k: 1 },
    { x: 0, y: 2, k: 2 },
  ];
  const key = (name: string, shiftKey = false) => {
    const command = commandOf(
      { key: name, shiftKey, ctrlKey: false, metaKey: false, altKey: false },
      state.cursor.value,
    );
    if (command) obey(command);
    return command;
  };

  beforeEach(() => {
    release();
    state.setClasses(3);
    state.change(THREE);
    state.tool.value = 'place';
    state.brush.value = 0;
    state.cursor.value = { x: 0, y: 0 };
  });

  it('finds the nearest point within reach, the last one of equals', () => {
    expect(nearest(THREE, 0.9, 0, 0.2)).toBe(1);
    expect(nearest(THREE, 0, 0, 0.5)).toBe(-1);
    expect(nearest([...THREE, { x: 1, y: 0, k: 0 }], 1, 0, 0.5)).toBe(3);
  });

  it('places, moves and erases with the pointer, each undone at once', () => {
    press(-2, -2, 0.1);
    drag(-2.5, -2, 0.1);
    drag(-9, -2, 0.1);
    release();
    expect(state.points.value.slice(3)).toEqual([{ x: LOW, y: -2, k: 0 }]);
    press(1, 0, 0.1);
    drag(1.5, 0.5, 0.1);
    release();
    expect(state.points.value[1]).toEqual({ x: 1.5, y: 0.5, k: 1 });
    state.tool.value = 'erase';
    press(0, 2, 0.1);
    drag(-1, 0, 0.1);
    release();
    expect(state.points.value.map(({ k }) => k)).toEqual([1, 0]);
    for (let i = 0; i < 4; i++) state.undo();
    expect(state.points.value).toEqual(THREE);
  });

  it('keeps nothing to undo of a press that moves no point', () => {
    const before = state.canUndo.value;
    press(1, 0, 0.1);
    release();
    obey({ type: 'pick' });
    obey({ type: 'drop' });
    expect(state.canUndo.value).toBe(before);
  });

  it('does with keys what a pointer does, and says so', () => {
    for (const name of ['ArrowRight', 'ArrowUp']) key(name, true);
    key(']');
    key('Enter');
    expect(state.points.value.slice(3)).toEqual([{ x: 0.5, y: 0.5, k: 1 }]);
    expect(said.value).toBe('Placed B at x 0.5, y 0.5: 4 points');
    key('m');
    key('ArrowLeft');
    key('m');
    expect(state.points.value[3]).toEqual({ x: 0.4, y: 0.5, k: 1 });
    expect(said.value).toBe('Put down at x 0.4, y 0.5');
    key('Delete');
    expect(state.points.value).toEqual(THREE);
    expect(said.value).toBe('Erased B at x 0.4, y 0.5: 3 points left');
    for (let i = 0; i < 3; i++) key('z');
    expect(state.points.value).toEqual(THREE);
  });

  it('leaves other keys to the page', () => {
    expect(key('Tab')).toBeNull();
    expect(key('a')).toBeNull();
    const withControl = { key: 'm', shiftKey: false, ctrlKey: true, metaKey: false, altKey: false };
    expect(commandOf(withControl, state.cursor.value)).toBeNull();
  });

  it('takes the points of classes that go, and gives them back', () => {
    state.brush.value = 2;
    state.setClasses(2);
    expect(present(state.points.value)).toEqual([0, 1]);
    expect(state.brush.value).toBe(1);
    state.undo();
    expect([present(state.points.value), state.classes.value]).toEqual([[0, 1, 2], 3]);
  });

  it('shows a sigmoid for two classes only', () => {
    state.wished.value = 'sigmoid';
    expect(state.view.value).toBe('plane');
    state.setClasses(2);
    expect(state.view.value).toBe('sigmoid');
    state.wished.value = 'plane';
  });

  it('stays at the end of longer runs, and where it was asked to be in all', () => {
    state.goTo(3);
    state.tune({ maxIter: 50 });
    expect(state.step.value).toBe(3);
    state.goTo(50);
    state.tune({ maxIter: 20, tol: 1e-8 });
    expect(state.step.value).toBe(20);
    state.tune(DEFAULTS);
    expect(state.step.value).toBe(state.training.value?.length);
  });
});
