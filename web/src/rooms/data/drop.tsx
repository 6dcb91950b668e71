import { useEffect, useState } from 'preact/hooks';
import { count } from '../../ui/format.js';
import { fail, file, open, survey } from './bench.js';
import { fetchSample, SAMPLES, type Sample } from './samples.js';

/** Where a file comes in: dropped, chosen, or one of ours. */
export function Drop() {
  const over = useDrops(take);
  const loaded = file.value;
  return (
    <section class={`data-drop ${over ? 'data-over' : ''} ${loaded ? 'data-loaded' : ''}`} aria-label="File">
      {loaded ? <Loaded file={loaded} /> : <Invitation />}
      <div class="row data-sources">
        <label class="data-button">
          <input
            type="file"
            class="out-of-sight"
            accept=".csv,.tsv,.txt,.gz,text/csv,text/tab-separated-values"
            onChange={event => {
              take(event.currentTarget.files);
              event.currentTarget.value = '';
            }}
          />
          {loaded ? 'Choose another file' : 'Choose a file'}
        </label>
        {SAMPLES.map(sample => (
          <button key={sample.file} type="button" title={sample.what} onClick={() => tryOut(sample)}>
            Try {sample.name}
          </button>
        ))}
      </div>
    </section>
  );
}

/** A file that comes while a sample is on its way is the later wish. */
async function tryOut(sample: Sample): Promise<void> {
  const before = file.peek();
  try {
    const own = await fetchSample(sample);
    if (file.peek() === before) open(own);
  } catch (error) {
    if (file.peek() === before) fail((error as Error).message);
  }
}

/** Files dropped anywhere on the page, since beside the zone the browser would leave the page for the file. */
function useDrops(onFiles: (files: FileList | undefined) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent: they are counted.
    let depth = 0;
    const step = (change: number) => {
      depth = Math.max(0, depth + change);
      setOver(depth > 0);
    };
    const ending = new AbortController();
    const on = (kind: 'dragenter' | 'dragleave' | 'dragover' | 'drop', act: (event: DragEvent) => void) =>
      window.addEventListener(
        kind,
        event => {
          event.preventDefault();
          act(event);
        },
        { signal: ending.signal },
      );
    on('dragenter', () => step(1));
    on('dragleave', () => step(-1));
    on('dragover', () => {});
    on('drop', event => {
      step(-depth);
      onFiles(event.dataTransfer?.files);
    });
    return () => ending.abort();
  }, [onFiles]);
  return over;
}

function Invitation() {
  return (
    <div>
      <p class="data-invitation">Drop a CSV file here</p>
      <p class="note">
        One row per example, one column with its class. Comma, tab, semicolon or bar between fields, UTF-8,
        with or without a header; .csv.gz too. It is read in this tab and goes nowhere.
      </p>
      <ul class="data-samples">
        {SAMPLES.map(({ name, what }) => (
          <li key={name}>
            <strong>{name}</strong>: {what}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Loaded({ file }: { file: File }) {
  const table = survey.value;
  const columns = table?.columns.length ?? 0;
  return (
    <p class="data-file">
      <strong>{file.name}</strong>
      <span class="data-soft">
        {size(file.size)}
        {table?.complete &&
          `, ${count(table.rows)} row${table.rows === 1 ? '' : 's'} × ${count(columns)} column${columns === 1 ? '' : 's'}`}
      </span>
    </p>
  );
}

function take(files: FileList | null | undefined): void {
  const [first] = files ?? [];
  if (first) open(first);
  else if (files) fail('That was no file: drop a CSV file from a folder.');
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
