import { type Progress, type Report, SoftmaxRegression } from 'softmax-wasm';
import { type LabelledTable, readCsv, type Source } from 'softmax-wasm/csv';
import { toOnnx } from 'softmax-wasm/export';
import { TextVectorizer } from 'softmax-wasm/text';
import { LARGEST } from './column.js';
import { type ShownConfusion, shownConfusion } from './confusion.js';
import { baseline, measure, type Scores } from './measure.js';
import { type Part, splitTable } from './parts.js';
import type { Job, Settings } from './plan.js';
import { predictionsCsv } from './predictions.js';
import { TOL } from './tol.js';
import { type ClassWeights, classWeights, deviations, importance } from './weights.js';

/** What the page is told of a model: nothing that grows with the rows. */
export interface Outcome {
  readonly classes: readonly string[];
  readonly train: Scores;
  /** null where classes are so small that no row could be held out. */
  readonly test: Scores | null;
  readonly baseline: { readonly label: string; readonly scores: Scores | null };
  readonly confusion: ShownConfusion;
  readonly weights: readonly ClassWeights[];
  readonly report: Omit<Report, 'history'>;
  readonly iterations: number;
  /** Columns, or terms of text. */
  readonly features: number;
  readonly readMs: number;
  readonly form: Form;
}

/** What a row to predict is asked for. */
export type Form =
  | { readonly kind: 'text'; readonly columns: readonly string[]; readonly text: string }
  | {
      readonly kind: 'numbers';
      readonly names: readonly string[];
      /** Of the training rows, by column. */
      readonly medians: Float64Array;
      /** Columns, the weightiest first. */
      readonly order: readonly number[];
    };

/** A row as the page sends it: one number a column, or the text. */
export type Row = readonly number[] | string;

export interface Watch {
  onStage(stage: 'reading' | 'fitting' | 'measuring'): void;
  onIteration(progress: Progress): void;
  /** Ends the fit where it stands; the model is the best so far. */
  signal: AbortSignal;
}

/** A model, and the rows it was tested on. */
export class Trained {
  readonly outcome: Outcome;
  readonly #model: SoftmaxRegression;
  readonly #vectorizer: TextVectorizer | null;
  readonly #table: LabelledTable;
  readonly #test: Part;

  constructor(
    outcome: Outcome,
    model: SoftmaxRegression,
    vectorizer: TextVectorizer | null,
    table: LabelledTable,
    test: Part,
  ) {
    this.outcome = outcome;
    this.#model = model;
    this.#vectorizer = vectorizer;
    this.#table = table;
    this.#test = test;
  }

  /** Probabilities of the classes, K. */
  predict(row: Row): Float64Array {
    const X = typeof row === 'string' ? (this.#vectorizer as TextVectorizer).transform([row]) : [row];
    return this.#model.predictProba(X).row(0).slice();
  }

  /** One of the rows held out, chosen by a number in [0, 1). */
  testRow(at: number): { row: Row; label: string; place: number } | null {
    const { places, y } = this.#test;
    const i = Math.floor(at * places.length);
    const place = places[i];
    if (place === undefined) return null;
    const { texts, X } = this.#table;
    return {
      row: texts ? (texts[place] as string) : Array.from(X.row(place)),
      label: String(y[i]),
      place: place + 1,
    };
  }

  modelJson(): Blob {
    return new Blob([JSON.stringify(this.#model)], { type: 'application/json' });
  }

  /** What a vectorizer does to texts no ONNX file holds. */
  modelOnnx(): Blob | null {
    return this.#vectorizer ? null : new Blob([toOnnx(this.#model)], { type: 'application/octet-stream' });
  }

  predictionsCsv(): Blob {
    return predictionsCsv(this.#model, this.#test, this.#table.targetName as string);
  }
}

/** Reads a table, fits a model to a part of its rows and measures it on the others. */
export async function train(source: Source, name: string, job: Job, watch: Watch): Promise<Trained> {
  const { header, target, features, texts, settings } = job;
  const started = performance.now();
  watch.onStage('reading');
  const columns = texts ? { text: texts } : { features: features as readonly string[] };
  const table = await readCsv(source, { name, header, target, largest: LARGEST, ...columns });
  const vectorizer = texts && new TextVectorizer(textOptions(settings));
  const { testShare: testSize, seed } = settings;
  const parts = splitTable(table, { testSize, seed }, vectorizer);
  const readMs = performance.now() - started;

  watch.onStage('fitting');
  const { C, standardize, balanced } = settings;
  const model = new SoftmaxRegression({
    C,
    tol: TOL,
    ...(standardize && !texts && { standardize }),
    ...(balanced && { classWeight: 'balanced' as const }),
  });
  const saved = vectorizer && { toJSON: () => ({ ...vectorizer.toJSON(), columns: texts }) };
  await model.fit(parts.train.X, parts.train.y, {
    quiet: true,
    targetName: target,
    signal: watch.signal,
    onIteration: progress => watch.onIteration(progress),
    ...(saved ? { vectorizer: saved } : { featureNames: table.featureNames }),
  });

  watch.onStage('measuring');
  return new Trained(
    outcomeOf(model, table, parts, vectorizer, texts, readMs),
    model,
    vectorizer,
    table,
    parts.test,
  );
}

function outcomeOf(
  model: SoftmaxRegression,
  table: LabelledTable,
  { train, test }: { train: Part; test: Part },
  vectorizer: TextVectorizer | null,
  texts: readonly string[] | null,
  readMs: number,
): Outcome {
  const { classes, nFeatures } = model;
  const { history, ...report } = model.report;
  const measured = measure(model, train);
  const tested = test.y.length > 0 ? measure(model, test) : null;
  const scale = vectorizer ? null : deviations(train.X);
  const names = vectorizer ? vectorizer.featureNames : table.featureNames;
  const { label, scores } = baseline(classes, train, test);
  return {
    classes: classes.map(String),
    train: scoresOf(measured),
    test: tested && scoresOf(tested),
    baseline: { label: String(label), scores },
    confusion: shownConfusion(classes, (tested ?? measured).confusion),
    weights: classWeights(model, j => names?.[j] ?? `#${j}`, scale),
    report,
    iterations: model.nIter,
    features: nFeatures,
    readMs,
    form: scale
      ? {
          kind: 'numbers',
          names: table.featureNames,
          medians: medians(table, train.places),
          order: importance(model, scale),
        }
      : {
          kind: 'text',
          columns: texts as readonly string[],
          text: (table.texts as string[])[(test.places[0] ?? train.places[0]) as number] as string,
        },
  };
}

function scoresOf({ rows, accuracy, logLoss }: Scores): Scores {
  return { rows, accuracy, logLoss };
}

/** Rows that a median is taken of at the most, evenly spread: a form begins with it, nothing is measured by it. */
const MEDIAN_ROWS = 10_001;

function medians({ X }: LabelledTable, places: Uint32Array): Float64Array {
  const step = Math.ceil(places.length / MEDIAN_ROWS);
  const sampled = places.filter((_, i) => i % step === 0);
  const column = new Float64Array(sampled.length);
  return Float64Array.from({ length: X.cols }, (_, j) => {
    for (let i = 0; i < sampled.length; i++) column[i] = X.get(sampled[i] as number, j);
    column.sort();
    return column[(column.length - 1) >> 1] as number;
  });
}

/** As `softmax-wasm train --text` has them: what predicted best where it was measured. */
function textOptions({ pairs, stopWords }: Settings) {
  return {
    ngramRange: [1, pairs ? 2 : 1] as const,
    tfidf: true,
    sublinearTf: true,
    idfPower: 2,
    minDf: 2,
    ...(stopWords && { stopWords: 'english' as const }),
  };
}
