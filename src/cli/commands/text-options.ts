import type { Command } from 'commander';
import { toNumber } from './model-options.js';

/** What `train` lets the user say about text. Values are checked by the vectorizer, not here. */
export function addTextOptions(command: Command): Command {
  return command
    .option('--ngrams <count>', 'longest run of words that makes a term (default: 2)', toNumber)
    .option('--min-df <size>', 'fewest documents of a term, a share or a number (default: 2)', toNumber)
    .option('--max-df <size>', 'most documents of a term, a share or a number (default: all)', toNumber)
    .option('--max-features <count>', 'most frequent terms to keep (default: all)', toNumber)
    .option('--hash <columns>', 'hash terms to so many columns, without a vocabulary', toNumber)
    .option('--binary', 'count a term once in a text')
    .option('--no-tfidf', 'count, and give rare terms no more weight than others')
    .option('--idf-power <number>', 'exponent of the weight of rare terms (default: 2)', toNumber)
    .option('--stop-words <words>', 'words to leave out, separated by commas, or english (default: none)')
    .option('--token-pattern <expression>', 'regular expression that words match');
}
