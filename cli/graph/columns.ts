import type { ArrowEnd } from "./arrows.ts";
import type { DrawnEnvironment } from "./drawing.ts";

/** Which column of its environment something stands in: 0 left, 1 middle, 2 right. */
export interface Columns {
  of(end: ArrowEnd): number;
}

/**
 * Regions to the left, junctions in the middle, regions to the right: about as many clusters on either side, and the
 * hub's region first on the left.
 */
export function columnsOf({ regions }: DrawnEnvironment): Columns {
  const total = regions.reduce((sum, { clusters }) => sum + clusters.length, 0);
  const columns = new Map<string, number>();
  let before = 0;
  for (const { name, clusters } of regions) {
    const column = before + clusters.length / 2 <= total / 2 || before === 0 ? 0 : 2;
    columns.set(`region ${name}`, column);
    for (const cluster of clusters) columns.set(`cluster ${cluster.name}`, column);
    before += clusters.length;
  }
  return { of: ({ on, name }) => columns.get(`${on} ${name}`) ?? 1 };
}
