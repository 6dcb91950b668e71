import { checkNames, invalidValue } from '../errors.js';
import type { LinearClassifier } from '../linear-classifier.js';
import { type LinearParts, linearParts } from './linear-parts.js';
import { ElementType, type Initializer, type Node, onnxBytes } from './onnx-format.js';

/** Options of `toOnnx`. */
export interface OnnxOptions {
  /** Of the input, the constants and the probabilities; default: the model's own precision. */
  precision?: 'float32' | 'float64';
}

/** The first set in which Softmax and ArgMax are as they are now, and the file version that came with it. */
const OPSET = 13;
const IR_VERSION = 7;

/**
 * An ONNX file: input `X` (n × d), outputs `label` (n indices into the classes, int64) and `probabilities` (n × K); n is
 * open.  Made of Add, MatMul, Softmax and ArgMax on tensors.  Calibration by scaling and thresholds are in it; the metadata
 * `classes`, `featureNames`, `targetName` are JSON.  Of a model with a TableEncoder X is what the encoder makes of rows, its
 * columns in the order of `featureNames`, and the metadata `encoder` is its JSON.
 * @throws TypeError for a model that is not linear in one softmax; RangeError for one with a vectorizer of texts or with
 *   isotonic or sigmoid calibration, and for coefficients beyond float32; Error before a fit
 */
export function toOnnx(model: LinearClassifier, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  checkNames(options, ['precision'], ' of toOnnx');
  const parts = linearParts(model, 'ONNX');
  const { precision = parts.precision } = options;
  if (precision !== 'float32' && precision !== 'float64')
    throw invalidValue('precision', "'float32' or 'float64'", precision);
  const { classes, nFeatures, featureNames, targetName, encoder } = parts;
  const { nodes, initializers } = graphOf(parts, precision);
  const type = precision === 'float32' ? ElementType.float : ElementType.double;
  const metadata: Record<string, unknown> = {
    classes,
    ...(featureNames && { featureNames }),
    ...(targetName !== null && { targetName }),
    ...(encoder && { encoder }),
  };
  return onnxBytes({
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: 'softmax-wasm',
    name: 'softmax regression',
    description: `Softmax regression of ${nFeatures} features and ${classes.length} classes. label is an index into the metadata classes.`,
    nodes,
    initializers,
    inputs: [{ name: 'X', type, shape: ['n', nFeatures] }],
    outputs: [
      { name: 'label', type: ElementType.int64, shape: ['n'] },
      { name: 'probabilities', type, shape: ['n', classes.length] },
    ],
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
  });
}

/** logits = (X − c)·Wᵀ + (b + W·c), as predictions have it: in float32 a column far from 0 keeps its digits. */
function graphOf(
  { weights, intercept, centre, logThresholds, nFeatures: d }: LinearParts,
  precision: 'float32' | 'float64',
): { nodes: Node[]; initializers: Initializer[] } {
  const K = weights.length;
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  const constant = (name: string, values: Float64Array, shape: number[]) => {
    const data = precision === 'float32' ? Float32Array.from(values) : values;
    if (!data.every(Number.isFinite))
      throw new RangeError(`the model has ${name} beyond ${precision}: expected precision 'float64'`);
    initializers.push({ name, data, shape });
    return name;
  };
  const add = (input: string, by: string, output: string) => {
    nodes.push({ op: 'Add', inputs: [input, by], output });
    return output;
  };
  // Only float32 rounds rows.  The centre as rounded is what goes into the intercepts.
  const c = precision === 'float32' ? Float64Array.from(Float32Array.from(centre)) : centre.map(() => 0);
  const rows = c.some(value => value !== 0)
    ? add(
        'X',
        constant(
          'minusCentre',
          c.map(value => -value),
          [d],
        ),
        'centred',
      )
    : 'X';
  const columns = Float64Array.from(
    { length: d * K },
    (_, at) => (weights[at % K] as Float64Array)[Math.floor(at / K)] as number,
  );
  const shifts = intercept.map((b, k) =>
    (weights[k] as Float64Array).reduce((sum, w, j) => sum + w * (c[j] as number), b),
  );
  nodes.push({ op: 'MatMul', inputs: [rows, constant('weights', columns, [d, K])], output: 'products' });
  const logits = add('products', constant('intercept', shifts, [K]), 'logits');
  const deciding = logThresholds
    ? add(
        logits,
        constant(
          'minusLogThresholds',
          logThresholds.map(log => -log),
          [K],
        ),
        'deciding',
      )
    : logits;
  nodes.push(
    { op: 'Softmax', inputs: [logits], output: 'probabilities', attributes: { axis: 1 } },
    { op: 'ArgMax', inputs: [deciding], output: 'label', attributes: { axis: 1, keepdims: 0 } },
  );
  return { nodes, initializers };
}
