import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { SoftmaxRegression } from 'softmax-wasm';
import { accuracy, logLoss } from 'softmax-wasm/metrics';
import { trainTestSplit } from 'softmax-wasm/selection';
import { expect, it } from 'vitest';
import { hands, SOON } from './data-hands.js';
import { describeRoom, type Room } from './harness.js';

// Each thread is a worker.
env.wasm.numThreads = 1;

const IRIS = readFileSync('data/iris.csv', 'utf8');
const IRIS_COLUMNS = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];

/** The model that the page should have, from the library in this process. */
async function irisInNode() {
  const rows = IRIS.trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','));
  const X = rows.map(row => row.slice(0, 4).map(Number));
  const y = rows.map(row => row[4] as string);
  const { train, test } = trainTestSplit(X, y, { testSize: 0.25, seed: 1 });
  const model = await new SoftmaxRegression().fit(train.X, train.y);
  return {
    model,
    accuracy: accuracy(test.y, model.predict(test.X)),
    logLoss: logLoss(test.y, model.predictProba(test.X)),
  };
}

/** Runs code as its copier would: in Node, beside the file that it reads. */
async function runSnippet(code: string, file: string, content: string): Promise<string> {
  mkdirSync('build', { recursive: true });
  const folder = mkdtempSync('build/snippet-');
  try {
    writeFileSync(join(folder, file), content);
    writeFileSync(join(folder, 'main.mjs'), code);
    const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: folder });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function download(room: Room, name: string) {
  const { button, page } = hands(room);
  const [file] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
  const bytes = readFileSync(await file.path());
  return { name: file.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}

describeRoom('data', room => {
  it('trains on a dropped file and shows what the library in Node finds', async () => {
    const { page, panel, predicted, shares, train } = hands(room);
    await room.drop(page.getByRole('region', { name: 'File' }), { name: 'iris.csv', text: IRIS });
    await train();
    const node = await irisInNode();
    const scores = await panel('How good it is').innerText();
    expect(scores).toContain(`${(100 * node.accuracy).toFixed(1)} %`);
    expect(scores).toContain(Number(node.logLoss.toPrecision(4)).toString());

    await page.getByRole('textbox', { name: 'petal_length' }).fill('1.5');
    await page.getByRole('textbox', { name: 'petal_width' }).fill('0.2');
    await expect.poll(() => predicted.innerText(), SOON).toBe('setosa');
    const row = await Promise.all(IRIS_COLUMNS.map(name => page.getByRole('textbox', { name }).inputValue()));
    const p = node.model.predictProba([row.map(Number)]).row(0);
    // Engines may fuse multiply-adds or not: 3 decimals of a probability are the same.
    await expect.poll(() => shares(), SOON).toEqual(Array.from(p, each => each.toFixed(3)));
    await room.screenshot('data-iris');
  });
});

describeRoom(
  'data',
  room => {
    it('gives the model as a file, and code that loads it and predicts the row of the form', async () => {
      const { page, button, predicted, shares, train } = hands(room);
      await button('Try Iris').click();
      await train();
      await page.getByRole('textbox', { name: 'petal_length' }).fill('6.1');
      await expect.poll(() => predicted.innerText(), SOON).toBe('virginica');
      const code = page.locator('.data-code');
      await expect.poll(() => code.innerText(), SOON).toContain('// virginica');
      const { name, text } = await download(room, 'Download the model (JSON)');
      expect(name).toBe('iris-model.json');
      const [label, probabilities] = (await runSnippet(await code.innerText(), name, text)).split('\n');
      expect(label).toBe('virginica');
      const shown = await shares();
      const printed = /\[[^\]]*\]\s*$/.exec(probabilities ?? '')?.[0].match(/[\d.e-]+/g) ?? [];
      expect(printed.map(p => Number(p).toFixed(3))).toEqual(shown);
      await page.getByRole('radio', { name: 'A web page' }).check();
      expect(await code.innerText()).toContain('await fetch("iris-model.json")');
    });

    it('gives the model as an ONNX file that answers as the page does', async () => {
      const { button, panel, page, predicted, shares, train } = hands(room);
      await button('Try Iris').click();
      await train();
      const row = [6.1, 2.8, 4.9, 1.7];
      for (const [j, column] of IRIS_COLUMNS.entries())
        await page.getByRole('textbox', { name: column }).fill(String(row[j]));
      const { name, bytes } = await download(room, 'Download for other tools (ONNX)');
      expect(name).toBe('iris.onnx');
      const session = await InferenceSession.create(bytes);
      const X = new Tensor('float32', Float32Array.from(row), [1, 4]);
      const { label, probabilities } = await session.run({ X });
      await session.release();
      const p = Array.from((probabilities as Tensor).data as Float32Array, each => each.toFixed(3));
      await expect.poll(() => shares(), SOON).toEqual(p);
      const classes = ['setosa', 'versicolor', 'virginica'];
      expect(classes[Number(((label as Tensor).data as BigInt64Array)[0])]).toBe(await predicted.innerText());
      await room.screenshot('data-take', panel('Take it with you'));
    });

    it('predicts texts, by a model and code that carry their vectorizer', async () => {
      const { page, choose, panel, predicted, train } = hands(room);
      const notes = {
        sea: ['the wide "sea", and ships', 'waves\nof the sea'],
        hill: ['a path up the hill', 'snow on the hill'],
      };
      const rows = Object.entries(notes).flatMap(([kind, all]) =>
        all.map(note => `"${note.replaceAll('"', '""')}";7;${kind}\r\n`),
      );
      await choose('notes.csv', `\ufeffnote;same;kind\r\n${rows.join('').repeat(6)}`);
      await page.getByRole('radio', { name: 'Words of text' }).check();
      await page.getByRole('checkbox', { name: /^note/ }).check();
      await train();
      const text = page.getByRole('textbox', { name: 'note' });
      await text.fill('up the "hill"\nwe go');
      await expect.poll(() => predicted.innerText(), SOON).toBe('hill');
      await expect.poll(() => page.locator('.data-code').innerText(), SOON).toContain('// hill');
      const { name, text: json } = await download(room, 'Download the model (JSON)');
      expect(await page.getByRole('button', { name: /ONNX/ }).count()).toBe(0);
      const output = await runSnippet(await page.locator('.data-code').innerText(), name, json);
      expect(output.split('\n')[0]).toBe('hill');
      expect(await panel('Largest coefficients').getByRole('img').getAttribute('aria-label')).toMatch(
        /sea|hill/,
      );
      await room.screenshot('data-text');
    });

    it('shows of 64 columns those that matter, adds others and takes a test row', async () => {
      const { page, button, panel, predicted, train } = hands(room);
      await button('Try Digits').click();
      await train();
      const form = panel('Predict a row');
      expect(await form.locator('.data-fields input').count()).toBe(30);
      await form.getByLabel('Add another column').fill('pixel_1_6');
      await form.getByRole('button', { name: 'Add pixel_1_6' }).click();
      expect(await form.locator('.data-fields input').count()).toBe(31);
      await button('Take a test row').click();
      const said = form.getByText(/^Row \d+ of the file: it is/);
      await said.waitFor();
      const [, place, label] = /^Row (\d+) of the file: it is (\d)/.exec(await said.innerText()) ?? [];
      const { text } = await download(room, 'Download test predictions (CSV)');
      const line = text.split('\n').find(each => each.startsWith(`${place},`)) as string;
      expect(line.split(',').slice(0, 3)).toEqual([place, label, await predicted.innerText()]);
      const field = form.locator('.data-fields input').first();
      await field.fill('many');
      await form.getByText('expected a number.').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await page.getByRole('combobox', { name: 'Class' }).selectOption('7');
      await panel('Largest coefficients').getByRole('heading', { name: '7', exact: true }).waitFor();
    });

    it('says what is wrong with a file, where, and goes on', async () => {
      const { alert, choose, button, train } = hands(room);
      const files: [string, string | Buffer, string][] = [
        ['empty.csv', '', 'empty.csv: the file is empty'],
        ['head.csv', 'a,b\n', 'head.csv: no rows after the header'],
        [
          'image.csv',
          Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 255]),
          'image.csv, line 1: not UTF-8 text: a binary file, or one to be saved as UTF-8 first',
        ],
        [
          'nul.csv',
          'a,b\n1,2\n1,\0\n',
          'nul.csv, line 3: not UTF-8 text: a binary file, or one to be saved as UTF-8 first',
        ],
        ['ragged.csv', 'a,b\n1,2\n3,4,5\n', 'ragged.csv, line 3: 3 fields: expected 2 as in the first line'],
        ['twice.csv', 'a,b,a\n1,2,3\n', 'twice.csv, line 1: column "a" occurs twice'],
        ['quote.csv', 'a,b\n1,"2\n3,4\n', 'quote.csv, line 2: the quote before "2" is never closed'],
        [
          'book.xlsx',
          Buffer.from('PK\u0003\u0004...'),
          'the file is a zip archive, such as an Excel workbook: save the sheet as CSV first',
        ],
        [
          'cut.csv.gz',
          Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]),
          'cut.csv.gz: the gzip data is damaged or ends too early',
        ],
      ];
      for (const [name, content, message] of files) {
        await choose(name, content);
        await alert.getByText(message, { exact: true }).waitFor();
        expect(room.page.workers().length).toBeLessThanOrEqual(1);
      }
      await button('Try Iris').click();
      await train();
      expect(await alert.count()).toBe(0);
    });

    it('says which columns cannot be used, and why, and trains on the others', async () => {
      const { page, choose, train, panel, button } = hands(room);
      const rows = Array.from(
        { length: 30 },
        (_, i) => `${i},${i % 7},${i === 3 ? '' : 1},${i === 4 ? 'n/a' : i},5,${i % 3 ? 'yes' : 'no'},only\n`,
      );
      await choose('odd.csv', `id,__proto__,gap,note,same,answer,one\n${rows.join('')}`);
      const list = panel('Columns');
      await list.getByText('Not usable: 1 cell is empty, the first on line 5.').waitFor();
      await list.getByText('Not usable: line 6 has “n/a”, not a number.').waitFor();
      await list.getByText('constant: always 5').waitFor();
      const target = page.getByRole('combobox', { name: 'Predict the column' });
      const why = async (column: string) => {
        await target.selectOption({ label: column });
        expect(await button('Train').isDisabled()).toBe(true);
        return panel('Training').locator('.data-why').innerText();
      };
      expect(await why('one')).toBe(
        '“one” cannot be the target: all rows have the same value: there is nothing to tell apart.',
      );
      expect(await why('id')).toMatch(/^“id” cannot be the target: 30 different values in 30 rows/);
      expect(await why('gap')).toMatch(/^“gap” cannot be the target: 1 cell is empty, the first on line 5/);
      await target.selectOption({ label: 'answer' });
      await train();
      expect(await page.locator('.data-fields .label').allInnerTexts()).toEqual(['id', '__proto__']);
      expect(await page.locator('.data-code').innerText()).toContain('// "id", "__proto__"');
    });

    it('reads a first line as names or as a row, as one says', async () => {
      const { page, choose, panel } = hands(room);
      await choose('years.csv', `2020,2021\n${'1,0\n2,1\n'.repeat(5)}`);
      const list = panel('Columns').getByRole('list');
      await list.getByText('x0', { exact: true }).waitFor();
      await page.getByRole('radio', { name: 'Names' }).check();
      await list.getByText('2020', { exact: true }).waitFor();
      await page.getByText('10 rows × 2 columns').waitFor();
    });

    it('refuses a target of very many values and goes on with another', async () => {
      const { page, choose, panel, train } = hands(room);
      const rows = Array.from({ length: 10_000 }, (_, i) => `${i % 5},${i % 2},u${i}\n`);
      await choose('ids.csv', `a,kind,user\n${rows.join('')}`);
      await page.getByRole('combobox', { name: 'Predict the column' }).selectOption({ label: 'user' });
      await panel('Training')
        .getByText(/more than 1000 different values/)
        .waitFor();
      await page.getByRole('combobox', { name: 'Predict the column' }).selectOption({ label: 'kind' });
      await train();
    });

    it('works by keyboard alone', async () => {
      const { page, button, file, predicted } = hands(room);
      await room.tabTo(file);
      await room.tabTo(button('Try Iris'));
      await page.keyboard.press('Enter');
      await room.tabTo(page.getByRole('checkbox', { name: /^sepal_width/ }));
      await page.keyboard.press('Space');
      await room.tabTo(page.getByRole('slider', { name: 'Rows held out to test' }));
      await page.keyboard.press('ArrowRight');
      await page.getByText('30 %', { exact: true }).waitFor();
      await room.tabTo(button('Train'));
      await page.keyboard.press('Enter');
      await predicted.waitFor();
      expect(await room.isFocused(button('Train'))).toBe(true);
      await page.getByText('3 of 4 columns to learn from').waitFor();
      await page.getByRole('cell', { name: '45', exact: true }).first().waitFor();
    });

    it('is accessible, in both themes, on a desk and on a phone', async () => {
      const { button, train } = hands(room);
      await room.axe();
      await room.screenshot('data-empty');
      await button('Try Digits').click();
      await button('Train').waitFor();
      await room.page.getByText('More settings').click();
      await train();
      await room.axe();
      await room.theme('dark');
      await room.axe();
      await room.screenshot('data-digits-dark');
      await room.atWidth(390);
      await room.fits();
      await room.axe();
      await room.screenshot('data-digits-phone');
    });
  },
  { engines: ['chromium'] },
);
