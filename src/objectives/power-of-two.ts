const view = new DataView(new ArrayBuffer(8));

/** The largest power of two not above x, for finite x ≥ 2⁻¹⁰²²; by its bits, which no engine rounds. */
export function powerOfTwo(x: number): number {
  view.setFloat64(0, x);
  view.setUint32(0, view.getUint32(0) & 0x7ff00000);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
