import type { Occurrences } from './occurrences.js';
import type { CheckedTextOptions } from './options.js';

type Limits = Pick<CheckedTextOptions, 'minDf' | 'maxDf' | 'maxFeatures'>;

/**
 * The terms that the limits leave, sorted by code unit.
 * @param terms every term of the documents; key 2·t stands for terms[t]
 * @throws RangeError where none is left
 */
export function chooseVocabulary(
  terms: readonly string[],
  occurrences: Occurrences,
  limits: Limits,
): string[] {
  if (terms.length === 0)
    throw new RangeError('docs have no tokens: expected text that tokenPattern matches');
  const { minDf, maxDf, maxFeatures } = limits;
  const documents = occurrences.starts.length - 1;
  const fewest = minDf < 1 ? minDf * documents : minDf;
  const most = maxDf <= 1 ? maxDf * documents : maxDf;
  const { inDocuments, inAll } = frequencies(terms.length, occurrences);
  const kept: number[] = [];
  for (let t = 0; t < terms.length; t++) {
    const df = inDocuments[t] as number;
    if (df >= fewest && df <= most) kept.push(t);
  }
  if (kept.length === 0) {
    throw new RangeError(
      `no term is left of ${terms.length} in ${documents} documents: lower minDf (${minDf}) or raise maxDf (${maxDf})`,
    );
  }
  const inOrder = (a: number, b: number) => ((terms[a] as string) < (terms[b] as string) ? -1 : 1);
  if (maxFeatures !== undefined && kept.length > maxFeatures) {
    kept.sort((a, b) => (inAll[b] as number) - (inAll[a] as number) || inOrder(a, b));
    kept.length = maxFeatures;
  }
  return kept.map(t => terms[t] as string).sort();
}

/** Of each term: the documents that hold it, and how often it occurs in all of them. */
function frequencies(nTerms: number, { starts, keys }: Occurrences) {
  const inDocuments = new Uint32Array(nTerms);
  const inAll = new Uint32Array(nTerms);
  const lastSeen = new Int32Array(nTerms).fill(-1);
  for (let i = 0; i + 1 < starts.length; i++) {
    const end = starts[i + 1] as number;
    for (let at = starts[i] as number; at < end; at++) {
      const t = (keys[at] as number) >>> 1;
      inAll[t] = (inAll[t] as number) + 1;
      if (lastSeen[t] === i) continue;
      lastSeen[t] = i;
      inDocuments[t] = (inDocuments[t] as number) + 1;
    }
  }
  return { inDocuments, inAll };
}
