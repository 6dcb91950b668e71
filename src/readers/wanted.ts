import type { RoleOptions } from './roles.js';

/** What is wanted of a table. */
export interface Wanted extends RoleOptions {
  /** The features are those of earlier rows, in which these texts stood for a missing value beside the usual ones. */
  readonly learnt?: { readonly missingValues?: readonly string[] | undefined };
}
