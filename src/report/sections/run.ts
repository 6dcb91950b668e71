import type { ReportData } from '../document.js';
import { type Html, html, table } from '../html.js';
import { duration, plural } from '../numbers.js';

export function runSection({ run, training, library, created }: ReportData): Html {
  const facts: [string, string][] = [
    ['library', `softmax-wasm ${library}`],
    ['Node', `${run.node}, ${run.platform}`],
    ['threads', `${training.threads} of ${run.cpus}`],
    ['training', duration(training.elapsedMs)],
    ['when', created],
  ];
  return html`<p>To run it again, in the folder where it was run:</p>
${code('command', run.command)}
${
  run.javascript
    ? html`<p>The same in JavaScript:</p>
${code('javascript', run.javascript)}`
    : null
}
${table(
  `Options: ${plural(run.options.filter(({ given }) => given).length, 'was', 'were')} given, others are defaults`,
  ['option', 'value', 'from'],
  run.options.map(({ name, value, given }) => [
    name,
    value,
    given ? html`<strong>given</strong>` : 'default',
  ]),
)}
<dl class="facts">${facts.map(
    ([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>
`,
  )}</dl>`;
}

function code(id: string, text: string): Html {
  return html`<div class="code"><pre id="${id}" tabindex="0" role="region" aria-label="${id === 'command' ? 'Command' : 'JavaScript'}"><code>${text}</code></pre></div>`;
}
