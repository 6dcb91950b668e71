import type { ReportData } from './document.js';
import { SCRIPT, SCRIPT_HASH, STYLES } from './generated/page.js';
import { Html, html, jsonSource, section } from './html.js';
import { dataSection } from './sections/data.js';
import { coefficientSection, pathSection } from './sections/model.js';
import { classSection, confusionSection, reliabilitySection, rocSection } from './sections/predictions.js';
import { runSection } from './sections/run.js';
import { header, headline, warnings } from './sections/summary.js';
import { trainingSection } from './sections/training.js';

/** What is shown, in this order; a part's title begins with its short name, where it does not say more. */
const SECTIONS: readonly [id: string, name: string, title: string, content: (data: ReportData) => Html][] = [
  ['summary', 'In short', 'In short', headline],
  ['data', 'Data', 'The data', dataSection],
  ['training', 'Training', 'Training', trainingSection],
  ['confusion', 'Confusion matrix', 'Confusion matrix: what is taken for what', confusionSection],
  ['reliability', 'Reliability', 'Reliability: can the probabilities be trusted?', reliabilitySection],
  ['classes', 'Classes', 'Class by class', classSection],
  ['roc', 'ROC curves', 'ROC curves: hits and false alarms', rocSection],
  ['coefficients', 'Coefficients', 'The largest coefficients', coefficientSection],
  ['path', 'Regularisation path', 'Regularisation path: the same model with other penalties', pathSection],
  ['run', 'What was run', 'What was run, and how to run it again', runSection],
];

/** Nothing is loaded, and the one script that runs is the page's own. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

/** A report as one HTML file, which asks nothing of anyone. */
export function reportPage(data: ReportData): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${data.data.target} of ${data.data.file}: training report</title>
<style>${new Html(STYLES)}</style>
</head>
<body>
<main>
${header(data)}${warnings(data)}<nav aria-label="Parts of the report"><ul>${SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<noscript><p class="warning">Charts are drawn by a script, which this browser does not run. Their numbers are in the tables.</p></noscript>
${SECTIONS.map(([id, , title, content]) => section(id, title, content(data)))}</main>
<script type="application/json" id="report">${jsonSource(data)}</script>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.source;
}
