/** What a report says, as plain JSON: the page holds it, and its tables and charts are made of nothing else. */

export const REPORT_FORMAT = 'softmax-wasm report';
export const REPORT_VERSION = 1;

/** Numbers that do not exist, a score of a class without rows for one, are null. */
export interface ReportData {
  readonly format: typeof REPORT_FORMAT;
  readonly version: typeof REPORT_VERSION;
  /** When it was made, ISO 8601. */
  readonly created: string;
  /** Of the library. */
  readonly library: string;
  readonly data: DataPart;
  readonly training: TrainingPart;
  readonly scores: ScoresPart;
  readonly confusion: ConfusionPart;
  readonly reliability: readonly ReliabilityPoint[];
  readonly classes: readonly ClassRow[];
  readonly roc: RocPart;
  readonly coefficients: CoefficientsPart;
  readonly path: PathPart | LeftOut;
  readonly run: RunPart;
}

/** A part that is not there, and why: a sentence. */
export interface LeftOut {
  readonly reason: string;
}

export interface DataPart {
  readonly file: string;
  readonly rows: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly target: string;
  /** Columns of X. */
  readonly features: number;
  /** Rows by class, both parts. */
  readonly classes: readonly { readonly name: string; readonly train: number; readonly test: number }[];
  /** Of the training rows; the first of them, where there are very many; empty where X is made of text. */
  readonly columns: readonly ColumnSummary[];
  /** Where X is made of text. */
  readonly text: TextSummary | null;
}

export interface ColumnSummary {
  readonly name: string;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Standard deviation, of the population. */
  readonly deviation: number;
}

export interface TextSummary {
  /** Of the table. */
  readonly columns: readonly string[];
  readonly terms: number;
  readonly hashed: boolean;
  /** Of X of the training rows, entries that are not 0 by row, the mean. */
  readonly perRow: number;
}

export interface TrainingPart {
  readonly solver: string;
  readonly status: string;
  readonly iterations: number;
  readonly evaluations: number;
  readonly elapsedMs: number;
  readonly objective: number;
  readonly gradientNorm: number;
  readonly tol: number;
  readonly maxIter: number;
  readonly threads: number;
  readonly precision: string;
  readonly history: readonly HistoryPoint[];
}

export interface HistoryPoint {
  readonly iteration: number;
  readonly gradientNorm: number;
  readonly objective: number;
  /** Objective less the least of the history. */
  readonly excess: number;
}

/** Scores of the rows that were held out, or where there are none of the training rows. */
export interface ScoresPart {
  readonly of: 'test' | 'train';
  readonly rows: number;
  readonly accuracy: number;
  /** Wilson's interval of it, 95 %. */
  readonly accuracyInterval: readonly [number, number];
  readonly logLoss: number;
  readonly macroF1: number;
  /** The mean over classes that have rows, each against the rest; of two classes the second's. */
  readonly auc: number | null;
  readonly calibrationError: number;
  /** Of the training rows. */
  readonly train: { readonly rows: number; readonly accuracy: number; readonly logLoss: number };
  /** Of who always says the training rows' class frequencies. */
  readonly baseline: { readonly name: string; readonly accuracy: number; readonly logLoss: number };
}

export interface ConfusionPart {
  /** Row by row, true classes down, predicted ones across; null for so many classes that none could read it. */
  readonly counts: readonly (readonly number[])[] | null;
  /** The pairs most often confused, the most frequent first. */
  readonly pairs: readonly {
    readonly truth: string;
    readonly guess: string;
    readonly rows: number;
    /** Of the rows of the true class. */
    readonly share: number;
  }[];
}

/** A bin of confidences that has rows. */
export interface ReliabilityPoint {
  readonly lower: number;
  readonly upper: number;
  readonly rows: number;
  readonly confidence: number;
  readonly accuracy: number;
}

export interface ClassRow {
  readonly name: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly auc: number | null;
  readonly rows: number;
}

export interface RocPart {
  /** Which of the curves there are: of all classes, or of the worst ones and the mean. */
  readonly shown: 'all' | 'worst';
  /** Every so manieth row was taken. */
  readonly every: number;
  readonly curves: readonly RocLine[];
}

export interface RocLine {
  readonly name: string;
  readonly auc: number;
  /** false-positive and true-positive rate, thinned. */
  readonly points: readonly (readonly [number, number])[];
}

export interface CoefficientsPart {
  /** Where intervals come from. */
  readonly method: 'wald' | 'laplace' | null;
  /** Why there are none, or some are missing: a sentence. */
  readonly note: string | null;
  /** Whether terms are ordered, and drawn, per standard deviation of their column; else per unit. */
  readonly scaled: boolean;
  /** Features with a coefficient that is not 0. */
  readonly used: number;
  readonly groups: readonly CoefficientGroup[];
}

export interface CoefficientGroup {
  readonly name: string;
  /** Of two classes the one that the other is set against; null: the mean of all classes. */
  readonly against: string | null;
  readonly intercept: number;
  /** The largest first. */
  readonly terms: readonly Term[];
}

/** A coefficient per unit of its column, and its interval. */
export interface Term {
  readonly feature: string;
  readonly coefficient: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** What the chart multiplies all three by: the column's standard deviation, or 1. */
  readonly scale: number;
}

export interface PathPart {
  /** What the horizontal axis says: 'C', or 'alpha' where the model was given that. */
  readonly axis: 'C' | 'alpha';
  readonly l1Ratio: number;
  /** Per point, the strongest penalty first. */
  readonly strength: readonly number[];
  /** The model's own; null: none, or outside the path. */
  readonly own: number | null;
  /** What lines are of: two classes: the coefficient; more: √Σₖw² of a feature. */
  readonly signed: boolean;
  readonly scaled: boolean;
  /** The largest at the model's own penalty first, so many of them to be named. */
  readonly named: number;
  readonly lines: readonly { readonly feature: string; readonly values: readonly number[] }[];
  /** Features in use at each point, where there is an L1 term. */
  readonly used: readonly number[] | null;
  readonly trainLoss: readonly number[];
  readonly testLoss: readonly number[] | null;
  /** Why the path is shorter than it might be: a sentence. */
  readonly note: string | null;
}

export interface RunPart {
  /** As one types it in a shell. */
  readonly command: string;
  /** The same in JavaScript; null where the table is of no format that it reads in one line. */
  readonly javascript: string | null;
  readonly options: readonly { readonly name: string; readonly value: string; readonly given: boolean }[];
  readonly node: string;
  readonly platform: string;
  /** Of the machine. */
  readonly cpus: number;
}
