import { computed, signal } from '@preact/signals';
import { duration, percent } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { Scroll } from '../../ui/scroll.js';
import { Times } from './chart.js';
import { CONTEST_NAMES, racerColor, racerName } from './names.js';
import type { Contest, RacerId } from './protocol.js';
import { type Result, remark, results } from './standings.js';
import { entrants, standings } from './state.js';
import { factor } from './statistics.js';
import { workloadOf } from './workloads.js';

export const AXES = ['log', 'linear'] as const;
export const axis = signal<(typeof AXES)[number]>('log');

/** Whose speed-up stands in large type. */
const HEADLINES: readonly RacerId[] = ['one', 'all'];

const measured: Record<Contest, { value: Result[] }> = {
  evaluation: computed(() => results(standings.value, 'evaluation', entrants)),
  fit: computed(() => results(standings.value, 'fit', entrants)),
};

const NOTES: Record<Contest, (cells: string) => string> = {
  evaluation: cells => `One pass over all ${cells} numbers, at the same point for everyone.`,
  fit: () =>
    'From arrays to max |∂F| ≤ 1e-4, C = 1, by the same solver: preconditioned L-BFGS. Packing and starting threads count.',
};

/** One of the two things that are timed: how many times as fast in large type, every repetition as a dot. */
export function ContestPanel({ contest }: { contest: Contest }) {
  const of = measured[contest].value;
  const { workload, threads, running } = standings.value;
  const { rows, columns } = workloadOf(workload);
  const said = remark(of, threads);
  return (
    <Panel
      title={CONTEST_NAMES[contest]}
      note={NOTES[contest](new Intl.NumberFormat('en').format(rows * columns).replaceAll(',', '\u202f'))}
      class="contest"
    >
      <div class="speed-ups">
        {HEADLINES.filter(id => entrants.includes(id)).map(id => (
          <SpeedUp key={id} id={id} of={of} threads={threads} contest={contest} />
        ))}
      </div>
      <Times of={of} entrants={entrants} threads={threads} axis={axis.value} contest={contest} />
      <Scroll label={`${CONTEST_NAMES[contest]}: times`}>
        <table class="times">
          <thead>
            <tr>
              <th scope="col">Racer</th>
              <th scope="col">Median</th>
              <th scope="col">Spread</th>
              <th scope="col">Speed-up</th>
              <th scope="col">Runs</th>
            </tr>
          </thead>
          <tbody>
            {entrants.map(id => (
              <TimesRow
                key={id}
                id={id}
                result={of.find(({ racer }) => racer === id)}
                threads={threads}
                now={running?.contest === contest && running.racer === id}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="remark">{said}</p>
    </Panel>
  );
}

function SpeedUp(props: { id: RacerId; of: readonly Result[]; threads: number; contest: Contest }) {
  const { id, of, threads, contest } = props;
  const speedUp = of.find(({ racer }) => racer === id)?.speedUp;
  return (
    <p class="speed-up" data-contest={contest} data-racer={id}>
      <span class={`times-as-fast ${speedUp ? '' : 'pending'}`}>{speedUp ? `${factor(speedUp)}×` : '–'}</span>
      <span class="times-label">
        the speed of textbook JavaScript, on {id === 'one' ? 'one thread' : `${threads} threads`}
      </span>
    </p>
  );
}

function TimesRow(props: { id: RacerId; result: Result | undefined; threads: number; now: boolean }) {
  const { id, result, threads, now } = props;
  return (
    <tr class={now ? 'now' : ''} style={{ '--racer': racerColor(id) }} data-racer={id}>
      <th scope="row">
        <span class="swatch" /> {racerName(id, threads)}
      </th>
      <td>{result ? duration(result.median) : '–'}</td>
      <td>{result && result.count > 1 ? `± ${percent(result.spread, 0)}` : '–'}</td>
      <td>{result?.speedUp ? `${factor(result.speedUp)}×` : '–'}</td>
      <td>{result?.count ?? 0}</td>
    </tr>
  );
}
