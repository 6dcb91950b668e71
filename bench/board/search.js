/**
 * How many steps a peer needs: runs of growing length until every target is reached, the peer ends by itself, or the
 * budget is spent. A peer that traces shows every step of a run; of any other, each length is a fit of its own, so
 * lengths between the last too short and the first long enough are tried too.
 */

/** @typedef {{ steps: number, ms: number, gap: number }} Point where a fit stood: gap is (F − F*)/|F*| */

/**
 * @typedef {object} Run
 * @property {Point[]} points one, or a trace in order
 * @property {boolean} ended
 */

/** The first point within a target. @param {readonly Point[]} points in order of time @param {number} target */
export const firstWithin = (points, target) => points.find(({ gap }) => gap <= target) ?? null;

/**
 * @param {(count: number, capMs: number) => Promise<Run>} run
 * @param {{ traces: boolean, budgetMs: number, targets: readonly number[] }} options
 * @returns {Promise<{ points: Point[], longestMs: number, ended: boolean }>} points in order of time
 */
export async function search(run, { traces, budgetMs, targets }) {
  /** @type {Map<number, Point>} */
  const byLength = new Map();
  /** @type {Point[]} */
  let points = [];
  let ended = false;
  let spent = 0;
  let longestMs = 0;
  const attempt = async (/** @type {number} */ count) => {
    const result = await run(count, budgetMs - spent);
    const last = result.points[result.points.length - 1];
    spent += last.ms;
    longestMs = Math.max(longestMs, last.ms);
    byLength.set(last.steps, last);
    points = traces ? result.points : [...byLength.values()].sort((a, b) => a.steps - b.steps);
    ended ||= result.ended;
    return last;
  };
  const open = () => targets.some(target => !firstWithin(points, target));

  const growth = traces ? 4 : 2;
  for (let count = traces ? 64 : 1; ; ) {
    const last = await attempt(count);
    if (!open() || ended || spent >= budgetMs) break;
    const affordable = Math.floor((last.steps * (budgetMs - spent)) / last.ms);
    const next = Math.min(count * growth, affordable);
    if (next < 1.3 * count) break;
    count = next;
  }
  if (!traces) {
    for (const target of targets) {
      for (let tries = 0; tries < 3; tries++) {
        const reached = firstWithin(points, target);
        if (!reached) break;
        const below = points.filter(({ steps }) => steps < reached.steps).at(-1)?.steps ?? 0;
        if (below === 0 || reached.steps - below <= Math.max(1, 0.1 * below)) break;
        await attempt(Math.round(Math.sqrt(below * reached.steps)));
      }
    }
  }
  return { points, longestMs, ended };
}
