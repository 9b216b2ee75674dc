import { performance } from "node:perf_hooks";

/** One measurement of `npm run bench`. Ratios within one run hold on any machine; seconds only on this one. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** What it should be, where the project has promised something. */
  readonly goal?: string;
}

/** Seconds that a piece of work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Ratio of two pieces of work, run in turn so that both see the same machine; the median over the pairs. */
export async function ratioOf(
  pairs: number,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<{ ratio: number; a: number; b: number }> {
  const times: { a: number; b: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) times.push({ a: await secondsOf(a), b: await secondsOf(b) });
  return {
    ratio: median(times.map((time) => time.a / time.b)),
    a: median(times.map((time) => time.a)),
    b: median(times.map((time) => time.b)),
  };
}

/** The middle of some values; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
