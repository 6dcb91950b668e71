/** What documents have taught. */
export interface TextState {
  /** Terms by column; null where they are hashed. */
  readonly vocabulary: readonly string[] | null;
  readonly cols: number;
  /** Documents in all and with a term of each column; null without tfidf. */
  readonly seen: { readonly documents: number; readonly frequencies: Uint32Array } | null;
}
