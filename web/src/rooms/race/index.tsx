import { useEffect } from 'preact/hooks';
import { Button } from '../../ui/button.js';
import { Choice } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { AnswersPanel } from './answers-panel.js';
import { AXES, axis, ContestPanel } from './contest-panel.js';
import { MachinePanel } from './machine-panel.js';
import { CONTEST_NAMES, racerName, STAGE_NAMES, workloadName } from './names.js';
import './race.css';
import { progress, type Standings } from './standings.js';
import { chosen, standings, start, stop } from './state.js';
import { WORKLOADS, workloadOf } from './workloads.js';

export default function Room() {
  // Who leaves the room does not want its threads to go on.
  useEffect(() => stop, []);
  const { phase } = standings.value;
  const running = phase === 'running';
  return (
    <div class="stack">
      <Panel
        title="At the start"
        note="The same data for all, drawn in this page from a seed. Everyone takes turns, round after round, so that a slow spell of the machine meets all of them. The list has rows × columns, classes, and the memory of all copies together."
      >
        <div class="row">
          <Choice
            label="Data"
            options={WORKLOADS.map(({ id }) => id)}
            names={Object.fromEntries(WORKLOADS.map(each => [each.id, workloadName(each)]))}
            value={chosen.value}
            onChange={id => (chosen.value = id)}
          />
          <Button primary off={running} onClick={start}>
            {phase === 'idle' ? 'Start the race' : 'Race again'}
          </Button>
          <Button off={!running} onClick={stop}>
            Stop
          </Button>
          <Segmented
            label="Time axis"
            options={AXES}
            names={{ log: 'powers of ten', linear: 'from 0' }}
            value={axis.value}
            onChange={next => (axis.value = next)}
          />
        </div>
        <div class="course">
          <progress aria-label="Progress of the race" max={1} value={progress(standings.value)} />
          <p class="now-running">{saying(standings.value)}</p>
        </div>
        {phase === 'failed' && (
          <p class="alert" role="alert">
            The race could not be run: {standings.value.failure}
          </p>
        )}
        <p class="out-of-sight" role="status">
          {announcement(standings.value)}
        </p>
      </Panel>
      <div class="columns contests">
        <ContestPanel contest="evaluation" />
        <ContestPanel contest="fit" />
      </div>
      <AnswersPanel />
      <MachinePanel />
    </div>
  );
}

function saying(state: Standings): string {
  const { phase, running, stage, threads, workload } = state;
  if (phase === 'idle') return 'Nobody has run yet. The default takes some ten seconds.';
  const data = workloadName(workloadOf(workload));
  if (phase === 'over') return `Over: ${data}.`;
  if (phase === 'stopped') return `Stopped: what was measured stays. ${data}.`;
  if (phase === 'failed') return '';
  if (!running) return `${STAGE_NAMES[stage]} …`;
  return `${CONTEST_NAMES[running.contest]}, round ${running.round}: ${racerName(running.racer, threads)}`;
}

/** Only what has changed for good: nobody wants every repetition read out. */
function announcement({ phase, running }: Standings): string {
  if (phase === 'over') return 'The race is over.';
  if (phase === 'stopped') return 'The race was stopped.';
  if (phase !== 'running') return '';
  return running ? `Timing: ${CONTEST_NAMES[running.contest]}` : 'The race is being prepared.';
}
