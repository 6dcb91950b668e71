import { useEffect, useState } from 'preact/hooks';
import { ConfusionTable } from '../../ui/confusion-table.js';
import { percent, significant } from '../../ui/format.js';
import { Panel, Stat, Stats } from '../../ui/panel.js';
import { DIGIT_NAMES } from './image.js';
import { type Judgement, type Reading, worstConfusion } from './judging.js';
import { InkPicture } from './pictures.js';
import { judgement, paint } from './state.js';

/** Of a cell on the diagonal some are enough. */
const MOST_SHOWN = 24;
const MOST_MISTAKES = 12;

export function ResultsPanel() {
  const judged = judgement.value;
  if (!judged) return null;
  return (
    <div class="columns results">
      <Confusion judged={judged} />
      <Mistakes judged={judged} />
    </div>
  );
}

function Confusion({ judged }: { judged: Judgement }) {
  const { counts, readings } = judged;
  const [cell, setCell] = useState(worstConfusion(counts));
  useEffect(() => setCell(worstConfusion(counts)), [counts]);
  const { truth, read } = cell;
  const members = readings.filter(reading => reading.truth === truth && reading.read === read);
  return (
    <Panel title="On digits it has not seen">
      <div class="stack">
        <Stats>
          <Stat
            label="Right"
            value={percent(judged.accuracy)}
            detail={`${readings.length - judged.mistakes.length} of ${readings.length}`}
          />
          <Stat label="Log-loss" value={significant(judged.logLoss)} />
        </Stats>
        <ConfusionTable
          labels={DIGIT_NAMES}
          counts={counts}
          selected={{ row: truth, column: read }}
          onSelect={(row, column) => setCell({ truth: row, read: column })}
        />
        <section aria-label="Digits of the chosen cell" aria-live="polite">
          <p class="label">
            {members.length} {members.length === 1 ? 'image' : 'images'} of a {truth}, read{' '}
            {truth === read ? 'right' : `as ${read}`}
            {members.length > MOST_SHOWN && `; the first ${MOST_SHOWN}`}. Choose another cell to see its
            digits.
          </p>
          <Gallery readings={members.slice(0, MOST_SHOWN)} />
        </section>
      </div>
    </Panel>
  );
}

function Mistakes({ judged }: { judged: Judgement }) {
  const { mistakes } = judged;
  return (
    <Panel
      title="The most confident mistakes"
      note="Wrong, and sure of it. Press one to take it to the pad and see which pixels spoke."
    >
      {mistakes.length === 0 ? (
        <p>Not one of the test digits was read wrong.</p>
      ) : (
        <Gallery readings={mistakes.slice(0, MOST_MISTAKES)} large />
      )}
    </Panel>
  );
}

function Gallery({ readings, large = false }: { readings: readonly Reading[]; large?: boolean }) {
  return (
    <ul class={large ? 'gallery large' : 'gallery'}>
      {readings.map(reading => (
        <li key={reading.row}>
          <One reading={reading} large={large} />
        </li>
      ))}
    </ul>
  );
}

function One({ reading, large }: { reading: Reading; large: boolean }) {
  const { pixels, truth, read, probability } = reading;
  return (
    <button
      type="button"
      class="gallery-one"
      onClick={() => {
        paint(pixels.slice());
        const smooth = matchMedia('(prefers-reduced-motion: no-preference)').matches;
        document.querySelector('.digits-drawing')?.scrollIntoView({ behavior: smooth ? 'smooth' : 'auto' });
      }}
    >
      <InkPicture pixels={pixels} />
      <span class="gallery-text">
        <span class={large ? '' : 'out-of-sight'}>
          is {truth}, read <strong>{read}</strong>
        </span>
        <span class="number">{percent(probability, large ? 1 : 0)}</span>
        <span class="out-of-sight">, take it to the pad</span>
      </span>
    </button>
  );
}
