import { describe, expect, it } from 'vitest';
import type { GramWeights, Objective, RemoteObjective } from '../../src/objective.js';
import {
  type Progress,
  type RunOptions,
  type RunResult,
  runAsync,
  runSync,
} from '../../src/solvers/driver.js';
import { gradientDescent } from '../../src/solvers/gradient-descent.js';
import { lbfgs } from '../../src/solvers/lbfgs.js';
import type { Ending, Solver, Step } from '../../src/solvers/solver.js';
import { errorOf } from '../helpers.js';
import { quadratic, rosenbrock } from './helpers.js';

const NO_DATA: Objective = { size: 1, valueAndGradient: () => 0 };

/** A solver that reads its steps from a script. */
function* script(steps: Step[], ending: Ending = 'converged'): Solver {
  yield* steps;
  return ending;
}

/** An iterate at w = [value]. */
const iterate = (value: number, gradientNorm = 1): Step => ({
  type: 'iterate',
  w: Float64Array.of(value),
  value,
  gradientNorm,
});

const evaluate: Step = { type: 'evaluate', w: new Float64Array(1), gradient: new Float64Array(1) };

type Driver = (solver: Solver, objective: Objective, options: RunOptions) => RunResult | Promise<RunResult>;

/** Counts calls, and spends `ms` of wall time in each. */
function counted(inner: Objective, ms = 0) {
  const objective = {
    size: inner.size,
    calls: 0,
    valueAndGradient(w: Float64Array, gradient: Float64Array) {
      objective.calls++;
      for (const end = performance.now() + ms; performance.now() < end; );
      return inner.valueAndGradient(w, gradient);
    },
  };
  return objective;
}

const descend = () => gradientDescent(Float64Array.of(-1.2, 1), { learningRate: 1e-3 });

describe.each<[string, Driver]>([
  ['runSync', runSync],
  ['runAsync', runAsync],
])('%s', (_, drive) => {
  const play = async (steps: Step[], options: Partial<RunOptions> = {}, ending?: Ending) =>
    drive(script(steps, ending), NO_DATA, { maxIter: 100, tol: 0, ...options });

  it.each<[string, number[], string]>([
    ['earlier than the last one', [3, 1, 2], 'earlyStopped'],
    ['the last one', [3, 2, 1], 'converged'],
  ])('of an end at an optimum where rows held out chose %s', async (_, losses, status) => {
    const validation = { patience: 10, loss: ([w]: Float64Array) => losses[w as number] as number };
    const steps = [iterate(0), iterate(1), iterate(2, 0)];
    const result = await play(steps, { validation });
    expect(result.status).toBe(status);
    expect(result.w[0]).toBe(losses.indexOf(1));
    expect(result.gradientNorm).toBe(status === 'converged' ? 0 : 1);
    const cut = await play(steps, { validation, maxIter: 2, tol: -1 });
    expect(cut.status).toBe(status === 'converged' ? 'maxIter' : 'earlyStopped');
  });

  it.each([0, 1, 2])('ends after %i iterations where maxIter says so', async maxIter => {
    const { status, iterations } = await play(
      [5, 4, 3, 2, 1].map(value => iterate(value)),
      { maxIter },
    );
    expect([status, iterations]).toEqual(['maxIter', maxIter]);
  });

  it('converges at the start where its gradient is within tol', async () => {
    const { status, iterations } = await play([iterate(5, 0.1), iterate(4, 0.1)], { tol: 0.1 });
    expect([status, iterations]).toEqual(['converged', 0]);
  });

  it('converges at the first iterate within tol', async () => {
    const { value } = await play([iterate(5, 3), iterate(4, 2), iterate(3, 1), iterate(2, 0)], { tol: 2 });
    expect(value).toBe(4);
  });

  it('has converged where the last iteration allowed is within tol', async () => {
    const { status } = await play([iterate(5, 3), iterate(4, 2)], { tol: 2, maxIter: 1 });
    expect(status).toBe('converged');
  });

  it.each(['converged', 'lineSearchFailed'] as const)('passes on that a solver ended as %s', async ending => {
    expect((await play([iterate(5)], {}, ending)).status).toBe(ending);
  });

  it('does not count the start as an iteration where the solver ends at once', async () => {
    expect((await play([])).iterations).toBe(0);
  });

  it('has no number for the value of a solver without an iterate', async () => {
    expect((await play([])).value).toBeNaN();
  });

  it('counts evaluations as the objective does', async () => {
    const objective = counted(rosenbrock());
    const { evaluations } = await drive(lbfgs(Float64Array.of(-1.2, 1)), objective, {
      maxIter: 99,
      tol: 1e-8,
    });
    expect(evaluations).toBe(objective.calls);
  });

  it('keeps one entry of history per iteration and one for the start', async () => {
    const { history } = await play([5, 4, 3].map(value => iterate(value)));
    expect(history.map(({ iteration, objective }) => [iteration, objective])).toEqual([
      [0, 5],
      [1, 4],
      [2, 3],
    ]);
  });

  it('tells each iteration as it is kept in history', async () => {
    const told: Progress[] = [];
    const { history } = await play([evaluate, iterate(5, 2), evaluate, evaluate, iterate(4, 1)], {
      onIteration: progress => told.push(progress),
    });
    expect(told).toEqual(history);
  });

  it('tells the iteration, the objective, the gradient norm and the evaluations', async () => {
    const told: Progress[] = [];
    await play([evaluate, iterate(5, 2), evaluate, evaluate, iterate(4, 1)], {
      onIteration: progress => told.push(progress),
    });
    expect(told).toEqual([
      { iteration: 0, objective: 5, gradientNorm: 2, evaluations: 1, elapsedMs: expect.any(Number) },
      { iteration: 1, objective: 4, gradientNorm: 1, evaluations: 3, elapsedMs: expect.any(Number) },
    ]);
  });

  it('tells times that do not run backwards', async () => {
    const { history, elapsedMs } = await play([5, 4, 3].map(value => iterate(value)));
    const times = [0, ...history.map(entry => entry.elapsedMs), elapsedMs];
    expect(times).toEqual(times.slice().sort((a, b) => a - b));
  });

  it('keeps its history when a callback writes to what it is told', async () => {
    const { history } = await play([iterate(5)], {
      onIteration: progress => {
        progress.objective = -1;
      },
    });
    expect(history[0]?.objective).toBe(5);
  });

  it('passes on what a callback throws', async () => {
    const broken = new Error('a broken callback');
    const run = async () =>
      play([iterate(5)], {
        onIteration: () => {
          throw broken;
        },
      });
    await expect(run).rejects.toBe(broken);
  });

  it('passes on what an objective throws', async () => {
    const broken = new Error('a broken objective');
    const objective: Objective = {
      size: 1,
      valueAndGradient: () => {
        throw broken;
      },
    };
    const run = async () => drive(script([evaluate]), objective, { maxIter: 1, tol: 0 });
    await expect(run).rejects.toBe(broken);
  });

  it.each([Number.NaN, Infinity, -Infinity])(
    'keeps the last iterate before one whose value is %d',
    async value => {
      expect((await play([iterate(5), iterate(4), iterate(value)])).w).toEqual(Float64Array.of(4));
    },
  );

  it('keeps an iterate when the solver overwrites its vector', async () => {
    const w = Float64Array.of(1);
    function* overwriting(): Solver {
      yield { type: 'iterate', w, value: 1, gradientNorm: 1 };
      w[0] = 99;
      yield { type: 'evaluate', w, gradient: new Float64Array(1) };
      return 'lineSearchFailed';
    }
    expect((await drive(overwriting(), NO_DATA, { maxIter: 9, tol: 0 })).w).toEqual(Float64Array.of(1));
  });

  it('reports the value of the iterate it keeps', async () => {
    const { value, gradientNorm } = await play([iterate(5, 3), iterate(4, 2), iterate(Number.NaN)]);
    expect([value, gradientNorm]).toEqual([4, 2]);
  });

  it('has failed where an iterate is not finite', async () => {
    expect((await play([iterate(5), iterate(Number.NaN)])).status).toBe('lineSearchFailed');
  });

  it('answers an evaluation with the value', async () => {
    const answers: number[] = [];
    function* asking(): Solver {
      answers.push(yield { type: 'evaluate', w: Float64Array.of(1, 1), gradient: new Float64Array(2) });
      return 'converged';
    }
    await drive(asking(), quadratic([2, 4], [0, 0]), { maxIter: 9, tol: 0 });
    expect(answers).toEqual([3]);
  });

  it('hands on Gram matrices of the curvature one by one', async () => {
    const asked: unknown[] = [];
    const taken: number[] = [];
    const objective: Objective = {
      ...NO_DATA,
      curvature: {
        rows: 1,
        classes: 2,
        blockSize: 1,
        gram(weights, sampleEvery, out) {
          asked.push([weights, sampleEvery]);
          out[0] = 10 * asked.length;
        },
      },
    };
    const w = Float64Array.of(1, 1);
    const weights: GramWeights[] = [0, 1].map(k => ({ kind: 'class', w, k }));
    const take = (matrix: Float64Array) => void taken.push(...matrix);
    const gram: Step = { type: 'gram', weights, sampleEvery: 7, take };
    await drive(script([gram]), objective, { maxIter: 9, tol: 0 });
    expect(asked).toEqual(weights.map(each => [each, 7]));
    expect(taken).toEqual([10, 20]);
  });

  it('aborts between iterations and keeps the best', async () => {
    const controller = new AbortController();
    const { status, w } = await play(
      [5, 4, 3, 2].map(value => iterate(value)),
      {
        signal: controller.signal,
        onIteration: ({ iteration }) => {
          if (iteration === 2) controller.abort();
        },
      },
    );
    expect([status, ...w]).toEqual(['aborted', 3]);
  });

  it.each([
    [[5, 3, 4, 6], 3],
    [[5, 3, 4, 2], 2],
    [[5, 6, 7, 8], 5],
    [[5, 3, 6, 4], 3],
  ])('keeps the best of %j where a solver goes up', async (values, best) => {
    const controller = new AbortController();
    const { status, value, w, history } = await play(
      values.map(each => iterate(each)),
      {
        signal: controller.signal,
        onIteration: ({ iteration }) => {
          if (iteration === values.length - 1) controller.abort();
        },
      },
    );
    expect([status, value, ...w]).toEqual(['aborted', best, best]);
    expect(history.map(({ objective }) => objective)).toEqual(values);
  });

  it('has at least the start where it was aborted before', async () => {
    const { status, w } = await play([iterate(5), iterate(4)], { signal: AbortSignal.abort() });
    expect([status, ...w]).toEqual(['aborted', 5]);
  });

  it('has converged where the iterate that meets tol is also that of the abort', async () => {
    const controller = new AbortController();
    const { status } = await play([iterate(5, 0)], {
      signal: controller.signal,
      onIteration: () => controller.abort(),
    });
    expect(status).toBe('converged');
  });

  it('lets the solver clean up when it is stopped', async () => {
    let cleaned = false;
    function* careful(): Solver {
      try {
        for (;;) yield iterate(1);
      } finally {
        cleaned = true;
      }
    }
    await drive(careful(), NO_DATA, { maxIter: 2, tol: 0 });
    expect(cleaned).toBe(true);
  });
});

describe('the event loop', () => {
  /** Turns that timers got during 40 evaluations of 2 ms each. */
  async function turnsDuring(drive: Driver): Promise<number> {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await drive(descend(), counted(rosenbrock(), 2), { maxIter: 39, tol: 0 });
    clearInterval(timer);
    return turns;
  }

  it('gets turns while runAsync runs', async () => {
    // a turn every 8 ms would be 10
    expect(await turnsDuring(runAsync)).toBeGreaterThanOrEqual(4);
  });

  it('gets none while runSync runs', async () => {
    expect(await turnsDuring(runSync)).toBe(0);
  });

  it('lets a timer abort runAsync', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    const { status } = await runAsync(descend(), counted(rosenbrock(), 2), {
      maxIter: 5000,
      tol: 0,
      signal: controller.signal,
    });
    expect(status).toBe('aborted');
  });
});

it('gives the same bits from runSync and runAsync', async () => {
  const options = { maxIter: 30, tol: 0 };
  const a = runSync(lbfgs(Float64Array.of(-1.2, 1)), rosenbrock(), options);
  const b = await runAsync(lbfgs(Float64Array.of(-1.2, 1)), counted(rosenbrock(), 1), options);
  const numbers = ({ w, value, gradientNorm, status, iterations, evaluations }: RunResult) => [
    ...w,
    value,
    gradientNorm,
    status,
    iterations,
    evaluations,
  ];
  expect(numbers(b)).toEqual(numbers(a));
});

it('throws from runSync at once what a callback throws', () => {
  const broken = new Error('a broken callback');
  const onIteration = () => {
    throw broken;
  };
  expect(errorOf(() => runSync(script([iterate(5)]), NO_DATA, { maxIter: 9, tol: 0, onIteration }))).toBe(
    broken,
  );
});

describe('a run that goes on from another', () => {
  it('has that one’s parameters where it is aborted before its first iterate', () => {
    const options = { maxIter: 9, tol: 0 };
    const before = runSync(script([iterate(5), iterate(4)]), NO_DATA, options);
    const { w, value, status } = runSync(script([evaluate, iterate(3)]), NO_DATA, {
      ...options,
      continues: before,
      signal: AbortSignal.abort(),
    });
    expect([...w, value, status]).toEqual([4, 4, 'aborted']);
  });
});

describe('an objective whose answers take a while', () => {
  const later = <T>(value: T) => new Promise<T>(resolve => setTimeout(resolve, 1, value));

  const remote = (inner: Objective): RemoteObjective => ({
    size: inner.size,
    valueAndGradient: (w, gradient) => later(inner.valueAndGradient(w, gradient)),
  });

  it('gets the run it would have had at once', async () => {
    const inner = rosenbrock();
    const options = { maxIter: 200, tol: 1e-10 };
    const start = Float64Array.of(-1.2, 1);
    const [here, there] = [
      runSync(lbfgs(start), inner, options),
      await runAsync(lbfgs(start), remote(inner), options),
    ];
    expect(there.w).toEqual(here.w);
    expect([there.status, there.evaluations]).toEqual([here.status, here.evaluations]);
  });

  it('is asked for all Gram matrices together, and they are taken in order', async () => {
    let open = 0;
    let most = 0;
    const taken: number[] = [];
    const objective: RemoteObjective = {
      ...remote(NO_DATA),
      curvature: {
        rows: 1,
        classes: 3,
        blockSize: 1,
        async gram(weights, _, out) {
          most = Math.max(most, ++open);
          // The last is there first.
          for (let turns = weights.kind === 'class' ? 3 - weights.k : 0; turns > 0; turns--) await later(0);
          open--;
          out[0] = weights.kind === 'class' ? weights.k : -1;
        },
      },
    };
    const w = Float64Array.of(1);
    const weights: GramWeights[] = [0, 1, 2].map(k => ({ kind: 'class', w, k }));
    const take = (matrix: Float64Array) => void taken.push(...matrix);
    await runAsync(script([{ type: 'gram', weights, sampleEvery: 1, take }]), objective, {
      maxIter: 9,
      tol: 0,
    });
    expect(most).toBe(3);
    expect(taken).toEqual([0, 1, 2]);
  });

  it('fails the run where an answer fails', async () => {
    const broken: RemoteObjective = { size: 1, valueAndGradient: () => Promise.reject(new Error('lost')) };
    await expect(runAsync(script([evaluate]), broken, { maxIter: 9, tol: 0 })).rejects.toThrow('lost');
  });

  it('is refused where there is no waiting', () => {
    const objective = remote(NO_DATA) as unknown as Objective;
    expect(() => runSync(script([evaluate]), objective, { maxIter: 9, tol: 0 })).toThrow(
      'the objective answered with a promise: expected a number',
    );
  });
});
