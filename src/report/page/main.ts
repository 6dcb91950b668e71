/** The page's own script: draws the charts from the data that the page holds, and copies what is to be run. */
import type { ReportData } from '../document.js';
import { coefficientChart } from './coefficient-chart.js';
import { convergenceChart } from './convergence-chart.js';
import { copyButtons } from './copy.js';
import { type Drawing, draw } from './draw.js';
import { lossChart, pathChart } from './path-chart.js';
import { reliabilityChart } from './reliability-chart.js';
import { rocChart } from './roc-chart.js';

const data = JSON.parse(document.getElementById('report')?.textContent ?? 'null') as ReportData;

function drawingOf(name: string): Drawing | null {
  const [kind, index] = name.split('-');
  const { path, coefficients } = data;
  switch (kind) {
    case 'gradient':
    case 'excess':
      return convergenceChart(data.training, kind);
    case 'reliability':
      return reliabilityChart(data.reliability);
    case 'roc':
      return rocChart(data.roc);
    case 'coefficients': {
      const group = coefficients.groups[Number(index)];
      return group ? coefficientChart(group, coefficients) : null;
    }
    case 'path':
      return 'reason' in path ? null : pathChart(path);
    case 'losses':
      return 'reason' in path ? null : lossChart(path);
    default:
      return null;
  }
}

for (const place of document.querySelectorAll<HTMLElement>('[data-chart]')) {
  const drawing = drawingOf(place.dataset.chart ?? '');
  if (drawing) draw(place, drawing);
}
copyButtons();
