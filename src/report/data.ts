import { coefficientsPart } from './coefficients.js';
import { dataPart, deviations } from './columns.js';
import { REPORT_FORMAT, REPORT_VERSION, type ReportData } from './document.js';
import type { ReportInput } from './input.js';
import { pathPart } from './path.js';
import { runPart } from './run.js';
import { scored } from './scores.js';
import { trainingPart } from './training.js';

/** All that a report says of a fit.  Predicts the rows, takes intervals, and fits a path of penalties where that is soon done. */
export async function reportData(input: ReportInput): Promise<ReportData> {
  const scales = deviations(input.train);
  const { scores, confusion, reliability, classes, roc } = scored(input);
  return {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    created: input.now.toISOString(),
    library: input.version,
    data: dataPart(input, scales),
    training: trainingPart(input.model, input.trainMs),
    scores,
    confusion,
    reliability,
    classes,
    roc,
    coefficients: coefficientsPart(input, scales),
    path: await pathPart(input, scales),
    run: runPart(input),
  };
}
