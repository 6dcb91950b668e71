import { useState } from 'preact/hooks';
import { Choice } from '../../ui/field.js';
import { count } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { file, header, open, plan, stage } from './bench.js';
import { type Column, kindOf, MOST_DISTINCT } from './column.js';
import { abridged } from './names.js';
import { type Input, numberProblem, type Plan, planFor, targetProblem } from './plan.js';
import type { Survey } from './survey.js';

/** Columns listed at a time; of more, those that a search finds. */
const LISTED = 40;
/** Beyond so many columns the list of targets has those alone that can be one. */
const MOST_TARGETS = 200;

const KIND_NAMES = { number: 'number', category: 'category', text: 'text' };

/** What the file holds, which column is to be predicted, and from which. */
export function Columns({ table }: { table: Survey }) {
  const [search, setSearch] = useState('');
  const chosen = plan.value;
  const busy = stage.value !== null;
  const wanted = search.trim().toLowerCase();
  const found = table.columns.flatMap((column, j) => (column.name.toLowerCase().includes(wanted) ? [j] : []));
  return (
    <Panel title="Columns" class="data-columns">
      <div class="stack">
        {chosen && <Target table={table} chosen={chosen} />}
        {chosen && (
          <div class="row">
            <Segmented<Input>
              label="Learn from"
              options={['numbers', 'text']}
              names={{ numbers: 'Numbers', text: 'Words of text' }}
              value={chosen.input}
              onChange={input => (plan.value = { ...chosen, input })}
            />
            <Segmented
              label="First line"
              options={['names', 'data']}
              names={{ names: 'Names', data: 'A row' }}
              value={(header.value ?? table.header) ? 'names' : 'data'}
              onChange={value => file.value && open(file.value, value === 'names')}
            />
          </div>
        )}
        <fieldset class="data-list" disabled={busy || !chosen}>
          <legend class="label">{legend(table, chosen)}</legend>
          {table.columns.length > LISTED && (
            <input
              type="text"
              class="data-search"
              aria-label="Search columns by name"
              placeholder={`Search ${count(table.columns.length)} columns`}
              value={search}
              onInput={event => setSearch(event.currentTarget.value)}
            />
          )}
          {chosen && table.columns.length > 2 && <All table={table} chosen={chosen} />}
          <ul>
            {found.slice(0, LISTED).map(j => (
              <Item key={j} column={table.columns[j] as Column} j={j} chosen={chosen} />
            ))}
          </ul>
          {found.length > LISTED && (
            <p class="data-soft">
              {count(found.length - LISTED)} more columns are chosen or left out by the same rules; search to
              see them.
            </p>
          )}
          {found.length === 0 && <p class="data-soft">No column has such a name.</p>}
        </fieldset>
      </div>
    </Panel>
  );
}

function legend(table: Survey, chosen: Plan | null): string {
  if (!chosen) return `${table.columns.length} columns, by their first rows`;
  const { size } = chosen.input === 'numbers' ? chosen.numbers : chosen.texts;
  return `${count(size)} of ${count(table.columns.length - 1)} columns to learn from`;
}

function Target({ table, chosen }: { table: Survey; chosen: Plan }) {
  const all = table.columns.flatMap((column, j) =>
    table.columns.length <= MOST_TARGETS || j === chosen.target || targetProblem(column) === null
      ? [String(j)]
      : [],
  );
  const names = Object.fromEntries(all.map(j => [j, abridged((table.columns[Number(j)] as Column).name)]));
  return (
    <Choice
      label="Predict the column"
      options={all.slice(0, 1000)}
      names={names}
      value={String(chosen.target)}
      onChange={j => (plan.value = planWithTarget(table, chosen, Number(j)))}
    />
  );
}

/** What was left out stays out, but the column that was the target may take part now. */
function planWithTarget(table: Survey, chosen: Plan, target: number): Plan {
  const all = planFor(table.columns, target, chosen.settings);
  const keep = (chosen: ReadonlySet<number>, able: ReadonlySet<number>, old: number) =>
    new Set([...able].filter(j => chosen.has(j) || j === old));
  return {
    ...all,
    numbers: keep(chosen.numbers, all.numbers, chosen.target),
    texts: keep(chosen.texts, all.texts, chosen.target),
  };
}

function All({ table, chosen }: { table: Survey; chosen: Plan }) {
  const list = chosen.input === 'numbers' ? 'numbers' : 'texts';
  const all = planFor(table.columns, chosen.target, chosen.settings)[list];
  return (
    <div class="row data-all">
      <button type="button" onClick={() => (plan.value = { ...chosen, [list]: all })}>
        All of use
      </button>
      <button type="button" onClick={() => (plan.value = { ...chosen, [list]: new Set() })}>
        None
      </button>
    </div>
  );
}

function Item({ column, j, chosen }: { column: Column; j: number; chosen: Plan | null }) {
  const target = chosen?.target === j;
  const numbers = chosen?.input !== 'text';
  const problem = numbers && !target ? numberProblem(column) : null;
  const list = numbers ? 'numbers' : 'texts';
  const toggle = () => {
    if (!chosen) return;
    const next = new Set(chosen[list]);
    if (!next.delete(j)) next.add(j);
    plan.value = { ...chosen, [list]: next };
  };
  return (
    <li>
      <label class={problem || target ? 'data-column data-off' : 'data-column'}>
        <input
          type="checkbox"
          checked={!target && (chosen?.[list].has(j) ?? false)}
          disabled={target || problem !== null || !chosen}
          onChange={toggle}
        />
        <span class="data-name">{abridged(column.name)}</span>
        <span class="data-kind">{target ? 'target' : KIND_NAMES[kindOf(column)]}</span>
        <span class="data-about">
          {problem ? <span class="data-why">Not usable: {problem}.</span> : about(column)}
        </span>
      </label>
    </li>
  );
}

function about(column: Column): string {
  const { distinct, examples, missing } = column;
  if (distinct === 1) return `constant: always ${examples[0]}`;
  const values =
    distinct > MOST_DISTINCT ? `over ${count(MOST_DISTINCT)} values` : `${count(distinct)} values`;
  const empty = missing > 0 ? `, ${count(missing)} empty` : '';
  return `${values}${empty}: ${examples.join(', ')}${distinct > examples.length ? ', …' : ''}`;
}
