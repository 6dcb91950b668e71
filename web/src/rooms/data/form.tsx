import { useEffect, useMemo, useState } from 'preact/hooks';
import { ProbabilityBars } from '../../ui/bars.js';
import { Panel } from '../../ui/panel.js';
import { anyTestRow, predict, probabilities, testRow } from './bench.js';
import { abridged } from './names.js';
import { askedFor, fieldText, rowOf } from './row.js';
import { TakePanel } from './take.js';
import type { Form, Outcome, Row } from './training.js';

/** Bars shown; of more classes the likeliest. */
const BARS = 10;
/** Columns that a search offers. */
const OFFERED = 6;

/** One row, asked for by a form, its prediction, and the code that predicts it elsewhere. */
export function PredictAndTake({ outcome }: { outcome: Outcome }) {
  const { form } = outcome;
  return form.kind === 'text' ? (
    <TextRow outcome={outcome} form={form} />
  ) : (
    <NumberRow outcome={outcome} form={form} />
  );
}

type Of<K extends Form['kind']> = Extract<Form, { kind: K }>;

function NumberRow({ outcome, form }: { outcome: Outcome; form: Of<'numbers'> }) {
  const [defaults, setDefaults] = useState<ArrayLike<number>>(() =>
    form.medians.map(m => Number(fieldText(m))),
  );
  const [fields, setFields] = useState<ReadonlyMap<number, string>>(
    () => new Map(askedFor(form.order).map(j => [j, fieldText(form.medians[j] as number)])),
  );
  const found = testRow.value;
  useEffect(() => {
    if (!found || typeof found.row === 'string') return;
    const { row } = found;
    setDefaults(row);
    setFields(old => new Map(Array.from(old.keys(), j => [j, String(row[j])])));
  }, [found]);
  const { row, wrong } = useMemo(() => rowOf(fields, defaults), [fields, defaults]);
  useEffect(() => {
    if (wrong.length === 0) predict(row);
  }, [row, wrong]);
  const set = (j: number, text: string) => setFields(new Map(fields).set(j, text));
  const names = wrong.map(j => `“${abridged(form.names[j] as string)}”`);
  return (
    <>
      <Panel title="Predict a row" note={noteOf(fields.size, form.names.length)}>
        <div class="data-predict">
          <div class="stack">
            <FromTest outcome={outcome} row={wrong.length === 0 ? row : null} />
            <div class="data-fields">
              {Array.from(fields, ([j, text]) => (
                <label key={j}>
                  <span class="label">{abridged(form.names[j] as string)}</span>
                  <input
                    type="text"
                    inputMode="decimal"
                    value={text}
                    aria-invalid={wrong.includes(j)}
                    onInput={event => set(j, event.currentTarget.value)}
                  />
                </label>
              ))}
            </div>
            {fields.size < form.names.length && (
              <More form={form} known={fields} add={j => set(j, fieldText(defaults[j] as number))} />
            )}
          </div>
          <div>
            {wrong.length > 0 ? (
              <p class="data-why" role="status">
                {names.join(', ')}: expected a number.
              </p>
            ) : (
              <Prediction classes={outcome.classes} />
            )}
          </div>
        </div>
      </Panel>
      <TakePanel row={wrong.length === 0 ? row : Array.from(defaults)} settled={wrong.length === 0} />
    </>
  );
}

function noteOf(shown: number, all: number): string {
  return shown < all
    ? `The ${shown} columns that matter most, of ${all}; the others stay at the median of the training rows until you add them.`
    : 'Fields begin at the median of the training rows.';
}

/** Finds columns that the form does not ask for yet. */
function More({
  form,
  known,
  add,
}: {
  form: Of<'numbers'>;
  known: ReadonlyMap<number, string>;
  add(j: number): void;
}) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const offered: number[] = [];
  if (wanted !== '')
    for (const [j, name] of form.names.entries()) {
      if (offered.length === OFFERED) break;
      if (!known.has(j) && name.toLowerCase().includes(wanted)) offered.push(j);
    }
  return (
    <div class="stack">
      <label>
        <span class="label">Add another column</span>
        <input
          type="text"
          value={search}
          placeholder="Part of its name"
          onInput={event => setSearch(event.currentTarget.value)}
        />
      </label>
      {offered.length > 0 && (
        <div class="row">
          {offered.map(j => (
            <button key={j} type="button" onClick={() => add(j)}>
              Add {abridged(form.names[j] as string)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function TextRow({ outcome, form }: { outcome: Outcome; form: Of<'text'> }) {
  const [text, setText] = useState(form.text);
  const found = testRow.value;
  useEffect(() => {
    if (typeof found?.row === 'string') setText(found.row);
  }, [found]);
  useEffect(() => predict(text), [text]);
  return (
    <>
      <Panel title="Predict a text" note="It begins with the first of the test rows.">
        <div class="data-predict">
          <div class="stack">
            <FromTest outcome={outcome} row={text} />
            <label>
              <span class="label">{form.columns.map(name => abridged(name)).join(' and ')}</span>
              <textarea rows={8} value={text} onInput={event => setText(event.currentTarget.value)} />
            </label>
          </div>
          <Prediction classes={outcome.classes} />
        </div>
      </Panel>
      <TakePanel row={text} settled />
    </>
  );
}

/** Fills the form with a row that was held out, and says what it really is. */
function FromTest({ outcome, row }: { outcome: Outcome; row: Row | null }) {
  if (!outcome.test) return null;
  const found = testRow.value;
  const same =
    found &&
    row !== null &&
    (typeof row === 'string' ? row === found.row : String(row) === String(found.row));
  return (
    <div class="row data-from-test">
      <button type="button" onClick={anyTestRow}>
        Take a test row
      </button>
      <p role="status">
        {same && (
          <>
            Row {found.place} of the file: it is <strong>{abridged(found.label)}</strong>
          </>
        )}
      </p>
    </div>
  );
}

function Prediction({ classes }: { classes: readonly string[] }) {
  const values = probabilities.value;
  if (!values) return null;
  const order = Array.from(values.keys()).sort((a, b) => (values[b] as number) - (values[a] as number));
  const best = order[0] as number;
  // Few classes keep their places, so that one sees the bars move.
  const shown = classes.length <= BARS ? Array.from(classes.keys()) : order.slice(0, BARS);
  return (
    <div class="stack">
      <p>
        Predicted: <strong class="data-predicted">{abridged(classes[best] as string)}</strong>
      </p>
      <ProbabilityBars
        labels={shown.map(k => abridged(classes[k] as string, 20))}
        values={shown.map(k => values[k] as number)}
        chosen={shown.indexOf(best)}
      />
      {shown.length < classes.length && (
        <p class="note">
          The {shown.length} likeliest of {classes.length} classes.
        </p>
      )}
    </div>
  );
}
