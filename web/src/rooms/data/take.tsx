import { useMemo, useState } from 'preact/hooks';
import { Panel } from '../../ui/panel.js';
import { Scroll } from '../../ui/scroll.js';
import { Segmented } from '../../ui/segmented.js';
import { file, probabilities, result } from './bench.js';
import { type Place, snippet } from './snippet.js';
import type { Row } from './training.js';

/** The model as a file, and the code that loads it and predicts the row in the form. */
export function TakePanel({ row, settled }: { row: Row; settled: boolean }) {
  const [place, setPlace] = useState<Place>('node');
  const [copied, setCopied] = useState('');
  const done = result.value;
  const values = probabilities.value;
  const name = `${stem(file.value?.name ?? 'data')}-model.json`;
  const predicted =
    settled && values && done ? done.outcome.classes[values.indexOf(Math.max(...values))] : null;
  const code = useMemo(
    () => (done ? snippet(place, name, done.outcome.form, row, predicted ?? null) : ''),
    [done, place, name, row, predicted],
  );
  if (!done) return null;
  const { onnx } = done;
  const copy = () =>
    navigator.clipboard.writeText(code).then(
      () => setCopied('Copied.'),
      () => setCopied('The browser did not allow it: select the code and copy it.'),
    );
  return (
    <Panel
      title="Take it with you"
      note="The file holds the coefficients and all that a prediction needs. In Node, npm install softmax-wasm; then the code below, beside the file."
    >
      <div class="stack">
        <div class="row">
          <button type="button" class="primary" onClick={() => save(done.model, name)}>
            Download the model (JSON)
          </button>
          {onnx && (
            <button type="button" onClick={() => save(onnx, `${stem(file.value?.name ?? 'data')}.onnx`)}>
              Download for other tools (ONNX)
            </button>
          )}
          {done.outcome.test && (
            <button
              type="button"
              onClick={() => save(done.predictions, `${stem(file.value?.name ?? 'data')}-predictions.csv`)}
            >
              Download test predictions (CSV)
            </button>
          )}
        </div>
        <div class="row">
          <Segmented<Place>
            label="Code for"
            options={['node', 'page']}
            names={{ node: 'Node', page: 'A web page' }}
            value={place}
            onChange={next => {
              setPlace(next);
              setCopied('');
            }}
          />
          <button type="button" onClick={copy}>
            Copy the code
          </button>
          <p role="status">{copied}</p>
        </div>
        <Scroll label="Code">
          <pre class="data-code">
            <code>{code}</code>
          </pre>
        </Scroll>
      </div>
    </Panel>
  );
}

/** A file's name without what says how it is written. */
function stem(name: string): string {
  return name.replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '') || 'data';
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; the blob itself stays.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
