/** What is raced over: seeded rows of n × d, K classes. */
export interface Workload {
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

const workload = (rows: number, columns: number, classes: number): Workload => ({
  id: `${rows}x${columns}x${classes}`,
  rows,
  columns,
  classes,
});

const DEFAULT = workload(20_000, 50, 5);
export const WORKLOADS: readonly Workload[] = [
  DEFAULT,
  workload(50_000, 4, 3),
  workload(200_000, 20, 5),
  workload(20_000, 784, 10),
];

/** The workload of that name, or the default one. */
export function workloadOf(id: string): Workload {
  return WORKLOADS.find(each => each.id === id) ?? DEFAULT;
}

/** Bytes of all copies of X at a time: float64 for plain JavaScript, float32 packed for one thread and for several. */
export function memory({ rows, columns }: Workload): number {
  return rows * columns * (8 + 4 + 4);
}
