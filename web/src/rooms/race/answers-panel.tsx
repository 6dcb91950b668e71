import { significant } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { Scroll } from '../../ui/scroll.js';
import { racerName } from './names.js';
import { gap } from './standings.js';
import { entrants, standings } from './state.js';

/** That all racers computed the same, in numbers. */
export function AnswersPanel() {
  const { answers, finishes, threads, phase } = standings.value;
  return (
    <Panel
      title="Same data, same answer"
      note="Before the clock starts everyone says loss and gradient at one point, and nobody is timed unless all agree; after it, the textbook's loops judge where the fits have ended. softmax-wasm keeps rows and multiplies in float32 and adds up in float64, plain JavaScript does all in float64. Under the solver the textbook's loops evaluate; samples and curvature come from the tiled ones."
    >
      <Scroll label="Answers of all racers">
        <table class="answers">
          <thead>
            <tr>
              <th scope="col">Racer</th>
              <th scope="col">Loss at the point</th>
              <th scope="col">Gradient off by</th>
              <th scope="col">F at its optimum</th>
              <th scope="col">max |∂F|</th>
              <th scope="col">Evaluations</th>
              <th scope="col">Threads used</th>
            </tr>
          </thead>
          <tbody>
            {entrants.map(id => {
              const answer = answers.find(({ racer }) => racer === id);
              const finish = finishes.find(({ racer }) => racer === id);
              return (
                <tr key={id} data-racer={id}>
                  <th scope="row">{racerName(id, threads)}</th>
                  <td>{answer ? answer.loss.toFixed(8) : '–'}</td>
                  <td>{answer ? significant(answer.gradientError, 2) : '–'}</td>
                  <td>{finish ? finish.objective.toFixed(8) : '–'}</td>
                  <td>{finish ? significant(finish.gradientNorm, 2) : '–'}</td>
                  <td>{finish ? `${finish.evaluations}${ended(finish.status)}` : '–'}</td>
                  <td>{finish ? finish.threads : '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <p class="remark">
        {answers.length > 0 && "All losses and gradients agree to float32's rounding. "}
        {phase === 'over' &&
          `At the optima F differs by ${significant(gap(finishes), 2)} of its value: fits stop where max |∂F| is small.`}
      </p>
    </Panel>
  );
}

const ended = (status: string) => (status === 'converged' ? '' : ` (${status})`);
