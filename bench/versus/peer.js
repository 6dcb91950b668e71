/**
 * What an adapter is: a file whose `create(data, options)` gives a peer. The Python adapters are the same in Python.
 *
 * Parameters outside of a peer are K rows of d weights followed by that class's intercept, in float64, and the objective
 * is F(W, b) = mean of −log softmax(W·x + b)_y + ½‖W‖²/n: C = 1, intercepts free, raw features.
 */

/** @typedef {import('../workloads.js').Data} Data */

/**
 * One evaluation of value and gradient, with the data converted beforehand.
 * @typedef {object} Evaluation
 * @property {(w: Float64Array) => any} point parameters as the peer wants them, before the clock starts
 * @property {(point: any) => any} evaluate the timed call; a promise is awaited
 * @property {(result: any) => { value: number, gradient: Float64Array }} read its result, after the clock has stopped
 */

/**
 * Called at every step of a fit. Writing parameters down is outside the clock.
 * @callback OnStep
 * @param {number} step 1, 2, …
 * @param {() => Float64Array} parameters reads them, only if they are kept
 * @returns {boolean} whether the fit is to stop here
 */

/**
 * @typedef {object} FitRequest
 * @property {string} variant one of the peer's `variants`
 * @property {number} count most steps
 * @property {OnStep} onStep called by peers that trace; it returns true at `count`
 */

/**
 * @typedef {object} Fit
 * @property {Float64Array | null} w parameters; null where the peer fits another objective
 * @property {number} steps taken
 * @property {boolean} ended by itself, before `count`: more steps would change nothing
 */

/**
 * @typedef {object} Peer
 * @property {Record<string, string>} versions
 * @property {readonly string[]} variants solvers, learning rates; the default one first
 * @property {string} step what `count` counts
 * @property {boolean} traces whether `fit` calls `onStep`; if not, a run of every length is a fit of its own
 * @property {string} [noObjective] why there is no evaluation of this objective and no time to a target
 * @property {() => Evaluation | Promise<Evaluation>} [evaluation]
 * @property {(request: FitRequest) => Fit | Promise<Fit>} fit from arrays in memory, all conversion included
 * @property {() => ArrayLike<number> | Promise<ArrayLike<number>>} predict the class of every row of X, from X in memory,
 *   by the parameters of the last fit
 */

/** A trace has its step limit's signal thrown through code that has no other way to stop. */
export class Enough extends Error {}
