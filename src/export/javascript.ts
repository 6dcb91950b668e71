import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { LinearClassifier } from '../linear-classifier.js';
import { linearParts } from './linear-parts.js';

/** Options of `toJavaScript`. */
export interface JavaScriptOptions {
  /** Default: 'predict'. */
  functionName?: string;
  /** 'module': the function is exported; 'script': it is only declared.  Default: 'module'. */
  format?: 'module' | 'script';
}

/** What a function of an ES module cannot be called, and what this one calls itself. */
const RESERVED =
  /^(arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield|NaN|Infinity|Math|Number|RangeError)$/;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/**
 * JavaScript source of one function that needs nothing else: of d numbers `x`, the features of a row, it returns
 * { label, probabilities }, probabilities in the order of the model's classes.  It computes in float64, with calibration by
 * scaling and thresholds in it, and throws a RangeError for another number of features or one that is not finite.  Of a
 * model with a TableEncoder these are the columns that the encoder makes of a row: comments have their names.
 *
 * Whatever labels and names hold, the source may stand in a file, a template of HTML's `script` element or a string for
 * `new Function`.
 * @throws TypeError for a model that is not linear in one softmax; RangeError for one with a vectorizer of texts or with
 *   isotonic or sigmoid calibration, and for a name that no function can have; Error before a fit
 */
export function toJavaScript(model: LinearClassifier, options: JavaScriptOptions = {}): string {
  checkNames(options, ['functionName', 'format'], ' of toJavaScript');
  const { functionName = 'predict', format = 'module' } = options;
  if (typeof functionName !== 'string') throw invalidType('functionName', 'a string', functionName);
  if (!IDENTIFIER.test(functionName) || RESERVED.test(functionName))
    throw invalidValue('functionName', 'a name that a function can have', functionName);
  if (format !== 'module' && format !== 'script')
    throw invalidValue('format', "'module' or 'script'", format);
  const { classes, weights, intercept, logThresholds, nFeatures, featureNames } = linearParts(
    model,
    'JavaScript source',
  );
  const names = (featureNames ?? []).map((name, j) => `\n  // x[${j}]: ${literal(name)}`).join('');
  const rows = weights.map(row => `\n    ${literal(Array.from(row))},`).join('');
  // By p/t the label, where there are thresholds t.
  const score = logThresholds ? 'logits[k] - logThresholds[k]' : 'logits[k]';
  const best = logThresholds ? 'logits[best] - logThresholds[best]' : 'logits[best]';
  const thresholds = logThresholds ? `\n  const logThresholds = ${literal(Array.from(logThresholds))};` : '';
  return `// Softmax regression of ${nFeatures} features and ${classes.length} classes, written by softmax-wasm.
${format === 'module' ? 'export ' : ''}function ${functionName}(x) {${names}
  const classes = ${literal(classes)};
  const intercept = ${literal(Array.from(intercept))};
  const weights = [${rows}
  ];${thresholds}
  if (x.length !== ${nFeatures}) throw new RangeError('x has ' + x.length + ' features: expected ${nFeatures}');
  for (let j = 0; j < ${nFeatures}; j++) {
    if (!Number.isFinite(x[j])) throw new RangeError('x[' + j + '] is ' + x[j] + ': expected a finite number');
  }
  const logits = intercept.map((b, k) => weights[k].reduce((sum, w, j) => sum + w * x[j], b));
  let best = 0;
  for (let k = 1; k < ${classes.length}; k++) if (${score} > ${best}) best = k;
  const most = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map(z => Math.exp(z - most));
  const sum = powers.reduce((a, b) => a + b);
  return { label: classes[best], probabilities: powers.map(power => power / sum) };
}
`;
}

/** JSON is JavaScript; of what scripts and HTML read in their own way, escapes. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
