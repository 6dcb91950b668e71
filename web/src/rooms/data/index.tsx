import { file, plan, problem, result, stage, status, survey } from './bench.js';
import { Columns } from './columns.js';
import './data.css';
import { Drop } from './drop.js';
import { PredictAndTake } from './form.js';
import { Working } from './progress.js';
import { ConfusionPanel, FitPanel, ScoresPanel } from './scores.js';
import { SettingsPanel } from './settings.js';
import { WeightsPanel } from './weights-panel.js';

export default function Room() {
  const table = survey.value;
  const chosen = plan.value;
  const done = result.value;
  return (
    <div class="data-room stack">
      <Drop />
      <p class="out-of-sight" role="status">
        {status.value}
      </p>
      {problem.value && (
        <div role="alert" class="alert">
          <p>{problem.value}</p>
          {!table && (
            <p class="data-soft">Nothing was kept of it: mend the file and drop it again, or take another.</p>
          )}
        </div>
      )}
      {!file.value && <Steps />}
      {stage.value === 'looking' && <Working />}
      {table && (
        <div class="data-setup">
          <Columns table={table} />
          {chosen && (
            <div class="stack">
              <SettingsPanel table={table} chosen={chosen} />
              {stage.value !== null && stage.value !== 'looking' && <Working />}
              {done && <ScoresPanel outcome={done.outcome} />}
            </div>
          )}
        </div>
      )}
      {done && (
        <div class="data-results stack">
          <div class="data-pair">
            <ConfusionPanel outcome={done.outcome} />
            <FitPanel outcome={done.outcome} />
          </div>
          <WeightsPanel outcome={done.outcome} />
          <PredictAndTake outcome={done.outcome} />
        </div>
      )}
    </div>
  );
}

/** What there will be to do, while there is no file. */
function Steps() {
  return (
    <ol class="data-steps">
      {STEPS.map(([title, text]) => (
        <li key={title}>
          <strong>{title}</strong>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  );
}

const STEPS = [
  ['Choose columns', 'Which one to predict, and from which: numbers, or the words of texts.'],
  ['Train', 'In a worker of this tab, to the optimum; part of the rows is held out to test.'],
  ['Judge', 'Accuracy, log-loss, what is taken for what, and which columns speak for which class.'],
  ['Use it', 'Predict a row by form; take the model as a file, with the code that loads it.'],
] as const;
