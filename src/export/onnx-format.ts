/**
 * ONNX files, as far as a linear model needs them.  Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, which do not change.
 */
import { PbfWriter } from 'pbf';

/** TensorProto.DataType. */
export const ElementType = { float: 1, int64: 7, double: 11 } as const;
/** AttributeProto.AttributeType. */
const INT = 2;

/** A tensor that a model takes or gives; a name is a size that is only known when it runs. */
export interface Value {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string)[];
}

/** A constant. */
export interface Initializer {
  readonly name: string;
  readonly data: Float32Array | Float64Array;
  readonly shape: readonly number[];
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface OnnxModel {
  readonly irVersion: number;
  /** Of the standard operators. */
  readonly opset: number;
  readonly producer: string;
  readonly name: string;
  readonly description: string;
  /** In an order in which each finds its inputs. */
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The file of a model. */
export function onnxBytes(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, model.irVersion);
  pbf.writeStringField(2, model.producer);
  pbf.writeStringField(6, model.description);
  pbf.writeMessage(7, writeGraph, model);
  pbf.writeMessage(8, writeOpset, model.opset);
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, entry);
  return new Uint8Array(pbf.finish());
}

/** GraphProto. */
function writeGraph({ name, nodes, initializers, inputs, outputs }: OnnxModel, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const initializer of initializers) pbf.writeMessage(5, writeTensor, initializer);
  for (const input of inputs) pbf.writeMessage(11, writeValue, input);
  for (const output of outputs) pbf.writeMessage(12, writeValue, output);
}

/** NodeProto. */
function writeNode({ op, inputs, output, attributes = {} }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, `${op} to ${output}`);
  pbf.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

/** AttributeProto, of a whole number. */
function writeAttribute([name, value]: [string, number], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeVarintField(3, value);
  pbf.writeVarintField(20, INT);
}

/** TensorProto. */
function writeTensor({ name, data, shape }: Initializer, pbf: PbfWriter): void {
  for (const size of shape) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, data instanceof Float32Array ? ElementType.float : ElementType.double);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, littleEndian(data));
}

/** As raw_data has it, whatever the machine. */
function littleEndian(data: Float32Array | Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(data.byteLength));
  const size = data.BYTES_PER_ELEMENT;
  for (const [i, value] of data.entries()) {
    if (size === 4) view.setFloat32(4 * i, value, true);
    else view.setFloat64(8 * i, value, true);
  }
  return new Uint8Array(view.buffer);
}

/** ValueInfoProto with TypeProto, its Tensor and TensorShapeProto. */
function writeValue({ name, type, shape }: Value, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (_, typeProto) => typeProto.writeMessage(1, writeTensorType, { type, shape }), null);
}

function writeTensorType({ type, shape }: Pick<Value, 'type' | 'shape'>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, type);
  pbf.writeMessage(
    2,
    (sizes, shapeProto) => {
      for (const size of sizes) shapeProto.writeMessage(1, writeSize, size);
    },
    shape,
  );
}

/** TensorShapeProto.Dimension. */
function writeSize(size: number | string, pbf: PbfWriter): void {
  if (typeof size === 'number') pbf.writeVarintField(1, size);
  else pbf.writeStringField(2, size);
}

/** OperatorSetIdProto: the standard operators' domain is the empty string. */
function writeOpset(version: number, pbf: PbfWriter): void {
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, version);
}

/** StringStringEntryProto. */
function writeEntry([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}
