import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf } from "../../fleet/fleet.ts";
import { linksOf } from "../../fleet/links.ts";
import { Bed } from "../bed/bed.ts";
import { fleetOf, GITOPS, MESH, regionName } from "./regions.ts";
import { costOf, type Cost } from "./requests.ts";
import type { Row } from "./timing.ts";

const COUNTS = [2, 3, 4] as const;

/**
 * What it costs to link clusters that are there, by mesh and GitOps. Most of it is what these put on each cluster, once;
 * so a link costs less the more there are, as long as nothing grows faster than the number of links.
 */
export async function benchLinks(): Promise<Row[]> {
  const measured: Linking[] = [];
  for (const count of COUNTS) measured.push(await link(count));
  const first = measured[0]!;
  return measured.flatMap((each) => rows(each, first));
}

interface Linking {
  readonly clusters: number;
  readonly links: number;
  readonly linked: Cost;
  readonly again: Cost;
}

async function link(count: number): Promise<Linking> {
  const bed = await Bed.create(fleetOf(count, {}));
  const clusters = Array.from({ length: count }, (_, index) => regionName(index));
  const up = () => bed.succeed("up");
  try {
    await up();
    bed.declare(fleetOf(count, { mesh: MESH, gitops: GITOPS }));
    const { length: links } = linksOf(environmentOf(loadFleet(bed.root), "local"));
    const linked = await costOf(bed, clusters, up);
    const again = await costOf(bed, clusters, up);
    return { clusters: count, links, linked, again };
  } finally {
    await bed.destroy();
  }
}

function rows({ clusters, links, linked, again }: Linking, first: Linking): Row[] {
  const perLink = linked.seconds / links;
  const growth = perLink / (first.linked.seconds / first.links);
  const requests = linked.requests / links;
  const requestGrowth = requests / (first.linked.requests / first.links);
  return [
    {
      what: `up that links ${clusters} clusters (${links} links): time per link / with ${first.clusters} clusters`,
      figure: `${growth.toFixed(2)} (${perLink.toFixed(2)} s, ${linked.seconds.toFixed(1)} s in all)`,
      ...(clusters === first.clusters ? {} : { goal: "≤ 1" }),
    },
    {
      what: "… requests to the API servers per link; of the no-change up after it",
      figure: `${requestGrowth.toFixed(2)} (${requests.toFixed(0)}, ${linked.requests} in all); ${again.requests} in ${again.seconds.toFixed(1)} s`,
    },
  ];
}
