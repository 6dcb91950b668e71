import { useEffect, useState } from 'preact/hooks';
import { percent, significant } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { Scroll } from '../../ui/scroll.js';
import { Segmented } from '../../ui/segmented.js';
import { type Calibration, calibrate, type Trust } from './calibrating.js';
import { lesson } from './lesson.js';
import { nameOfC } from './penalties.js';
import { ReliabilityChart } from './reliability-chart.js';
import { parts, trained } from './state.js';

/** Strong, the library's default, and hardly any. */
const COMPARED = [0.001, 1, 1e4];

export function ReliabilityPanel() {
  const result = trained.value;
  const [all, setAll] = useState<readonly Calibration[]>([]);
  const [chosen, setChosen] = useState(String(1e4));
  useEffect(() => {
    if (!parts.value || !result) return;
    const rows = parts.value;
    const { C, precision } = result.choices;
    let dropped = false;
    const strengths = [...new Set([...COMPARED, C])].sort((a, b) => a - b);
    (async () => {
      const done: Calibration[] = [];
      for (const strength of strengths) done.push(await calibrate(rows, strength, precision));
      if (!dropped) setAll(done);
    })();
    return () => {
      dropped = true;
    };
  }, [result]);
  const shown = all.find(({ C }) => String(C) === chosen) ?? all[all.length - 1];
  return (
    <Panel
      title="Can its probabilities be believed?"
      note={
        <>
          Of all digits read with 80 % confidence, 80 % should be right. Temperature scaling divides the
          scores by one number T, chosen for the least log-loss on {parts.value?.calibration.y.length} images
          that were kept aside; what is read stays the same. Both diagrams are of the{' '}
          {parts.value?.test.y.length} test images.
        </>
      }
      class="digits-reliability"
    >
      {shown && (
        <div class="stack">
          <Segmented
            label="The same training rows, with a penalty of"
            options={all.map(({ C }) => String(C))}
            names={Object.fromEntries(all.map(({ C }) => [String(C), nameOfC(C)]))}
            value={String(shown.C)}
            onChange={setChosen}
          />
          <p class="lesson">{lesson(shown)}</p>
          <div class="columns">
            <Diagram title="before" trust={shown.before} />
            <Diagram title={`after, T = ${significant(shown.temperature)}`} trust={shown.after} />
          </div>
          <p class="note">
            The dots: test digits by tenths of confidence, and how many. Calibration error is the mean length
            of the red lines, every digit counting alike. Hollow dots have fewer than ten digits and jump by
            chance.
          </p>
          <Comparison all={all} shown={shown} />
        </div>
      )}
    </Panel>
  );
}

function Diagram({ title, trust }: { title: string; trust: Trust }) {
  return (
    <figure class="diagram">
      <figcaption>
        <strong>{title[0]?.toUpperCase() + title.slice(1)}</strong>
        <span class="hint">
          calibration error {percent(trust.error)}, log-loss {significant(trust.logLoss)}
        </span>
      </figcaption>
      <ReliabilityChart bins={trust.bins} title={title} />
    </figure>
  );
}

function Comparison({ all, shown }: { all: readonly Calibration[]; shown: Calibration }) {
  return (
    <Scroll label="All penalties">
      <table class="comparison">
        <thead>
          <tr>
            <th scope="col">Penalty</th>
            <th scope="col">Right</th>
            <th scope="col">T</th>
            <th scope="col">Calibration error</th>
            <th scope="col">Log-loss</th>
          </tr>
        </thead>
        <tbody>
          {all.map(each => (
            <tr key={each.C} class={each === shown ? 'shown' : ''}>
              <th scope="row">{nameOfC(each.C)}</th>
              <td>{percent(each.accuracy)}</td>
              <td>{significant(each.temperature)}</td>
              <td>
                {percent(each.before.error)} → {percent(each.after.error)}
              </td>
              <td>
                {each.before.logLoss.toFixed(3)} → {each.after.logLoss.toFixed(3)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
