// What a page pays that imports a part: built as Vite builds it, minified, gzipped.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputOptions, rolldown } from 'rolldown';
import { expect, it } from 'vitest';

/** A consumer in the package's own folder, whose name resolves there as it does beside node_modules. */
const ENTRY = fileURLToPath(new URL('../../consumer.js', import.meta.url));

async function built(source: string, options: OutputOptions): Promise<string> {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'browser',
    plugins: [
      {
        name: 'source',
        resolveId: id => (id === ENTRY ? ENTRY : null),
        load: id => (id === ENTRY ? source : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', ...options });
  await bundle.close();
  return output[0].code;
}

const importing = (names: string, from: string) =>
  `import { ${names} } from '${from}';\nglobalThis.used = [${names}];\n`;

/**
 * Bytes.  Of SoftmaxRegression's 80 thousand, kernels are 17.5 (two builds of each, in float32 and float64), the worker's
 * script 6.5, solvers, objectives, options, streams and all else 56.
 */
it.each([
  ['SoftmaxRegression', 'softmax-wasm', 81_500],
  ['SoftmaxModel', 'softmax-wasm/predict', 14_700],
  ['TextVectorizer', 'softmax-wasm/text', 8_000],
  ['accuracy', 'softmax-wasm/metrics', 1_200],
  ['Matrix', 'softmax-wasm', 600],
])('{ %s } of %s is smaller than %i bytes', async (names, from, budget) => {
  const code = await built(importing(names, from), { minify: true });
  expect(code).toContain('globalThis.used');
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(budget);
});

it('who imports one estimator gets no other', async () => {
  const estimators = ['SoftmaxRegression', 'OneVsOne', 'OneVsRest', 'SoftmaxRegressionCV', 'StandardScaler'];
  const present = async (names: string[]) => {
    const code = await built(importing(names.join(', '), 'softmax-wasm'), {});
    return estimators.filter(name => new RegExp(`\\b(class|var|let|const) ${name}\\b`).test(code));
  };
  expect(await present(estimators)).toEqual(estimators);
  expect(await present(['SoftmaxRegression'])).toEqual(['SoftmaxRegression', 'StandardScaler']);
});
