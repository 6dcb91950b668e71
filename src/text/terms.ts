import type { CheckedTextOptions } from './options.js';

/** What takes a text apart: its tokens and their n-grams, with repetitions, in no order that counts. */
export function termReader({
  lowercase,
  tokenPattern,
  stopWords,
  ngramRange: [fewest, most],
}: Pick<CheckedTextOptions, 'lowercase' | 'tokenPattern' | 'stopWords' | 'ngramRange'>): (
  text: string,
) => readonly string[] {
  const pattern = new RegExp(tokenPattern, 'gu');
  const stopped = new Set(stopWords);
  return text => {
    const found = (lowercase ? text.toLowerCase() : text).match(pattern) ?? [];
    const tokens = stopped.size > 0 ? found.filter(token => !stopped.has(token)) : found;
    if (most === 1) return tokens;
    const terms: string[] = [];
    for (let i = 0; i < tokens.length; i++) {
      let term = tokens[i] as string;
      const longest = Math.min(most, tokens.length - i);
      for (let n = 1; ; n++) {
        if (n >= fewest) terms.push(term);
        if (n >= longest) break;
        term += ` ${tokens[i + n]}`;
      }
    }
    return terms;
  };
}
