import { groupsOf } from "../../fleet/jurisdictions.ts";
import { compare, type Cluster, type Workload } from "../../fleet/fleet.ts";
import { explain, planWorkload, type WorkloadPlan } from "../../fleet/workloads.ts";

/** Workloads placed, divided and explained on so many clusters. */
export interface ModelRow {
  readonly clusters: number;
  readonly workloads: number;
  readonly totalMs: number;
  /** Time per workload: placed and divided over all clusters. */
  readonly planMs: number;
  /** Time per workload: one line of explanation per cluster. */
  readonly explainMs: number;
  /** Time per decision next to the first row's; the clusters grew by the same factor if the model is linear. */
  readonly growth: number;
}

const COUNTRIES = "IE DE FR NL SE ES IT PL US CA BR IN JP SG AU GB CH NO ZA AE".split(" ");
const CLUSTERS_PER_REGION = 10;
/** Workloads that are planned, then explained: enough that reading the clock takes no time. */
const BATCH = 10;

/** Times the model with 10, 100 and 1,000 clusters, the last with 10,000 workloads, and prints a table. */
export async function benchModel(workloads = 10_000): Promise<{ rows: ModelRow[] }> {
  // Once over, so that the first row does not pay for compilation.
  measure(100, 500);
  const rows: ModelRow[] = [];
  for (const clusters of [10, 100, 1000]) {
    const { planMs, explainMs } = measure(clusters, workloads);
    const totalMs = planMs + explainMs;
    const first = rows[0]?.totalMs ?? totalMs;
    const per = (ms: number) => ms / workloads;
    rows.push({
      clusters,
      workloads,
      totalMs,
      planMs: per(planMs),
      explainMs: per(explainMs),
      growth: totalMs / first,
    });
    // Others get a turn: a benchmark that shows progress runs in the same process.
    await new Promise(setImmediate);
  }
  console.table(rows.map((row) => mapNumbers(row, (number) => Number(number.toPrecision(3)))));
  return { rows };
}

/** Processor time, so that what else the machine does has no part in it. */
function measure(clusterCount: number, workloadCount: number): { planMs: number; explainMs: number } {
  const clusters = Array.from({ length: clusterCount }, (_, index) => clusterAt(index)).sort((a, b) =>
    compare(a.name, b.name),
  );
  const shapes = shapesOn(clusters);
  let [planMs, explainMs] = [0, 0];
  for (let first = 0; first < workloadCount; first += BATCH) {
    const workloads = Array.from({ length: Math.min(BATCH, workloadCount - first) }, (_, index): Workload => {
      return { ...BASE, ...shapes[index % shapes.length], name: `workload-${first + index}` };
    });
    const start = processorMs();
    const plans = workloads.map((workload) => planWorkload(workload, { clusters }));
    const planned = processorMs();
    const lines = plans.map((plan) => explain(plan).length);
    explainMs += processorMs() - planned;
    planMs += planned - start;
    verify(plans, lines, clusterCount);
  }
  return { planMs, explainMs };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function verify(plans: readonly WorkloadPlan[], lines: readonly number[], clusterCount: number): void {
  const problem = plans.flatMap(({ problems }) => problems)[0];
  if (problem) throw new Error(`${problem.path.join(".")}: ${problem.message}`);
  if (lines.some((count) => count !== clusterCount)) throw new Error("a cluster is without explanation");
}

function clusterAt(index: number): Cluster {
  const regionIndex = Math.floor(index / CLUSTERS_PER_REGION);
  const region = `region-${regionIndex}`;
  // Within one region of ten clusters, too, there are two tiers and one cordoned cluster.
  const country = COUNTRIES[regionIndex % COUNTRIES.length] ?? "IE";
  const name = `${region}-${index % CLUSTERS_PER_REGION}`;
  const tier = index % 2 === 0 ? "gold" : "silver";
  return {
    name,
    region,
    country,
    groups: groupsOf(country),
    network: region,
    provisioner: { kind: "kwok", nodes: 3 },
    version: undefined,
    networkCidr: undefined,
    podCidr: undefined,
    serviceCidr: undefined,
    cordoned: index % CLUSTERS_PER_REGION === 9,
    traffic: "on",
    controlPlane: false,
    gateway: undefined,
    simulated: true,
    labels: { tier, name, region, country, network: region, provisioner: "kwok" },
  };
}

/** Ten shapes in turn, so that every path of the model is taken. */
function shapesOn(clusters: readonly Cluster[]): Partial<Workload>[] {
  const first = clusters[0] as Cluster;
  const weights = Object.fromEntries(clusters.slice(0, 50).map(({ name }, rank) => [name, rank + 1]));
  const carried = Object.fromEntries(
    clusters.filter(({ cordoned }) => !cordoned).map(({ name }) => [name, 2]),
  );
  const divided = { by: "weight", weights: {}, min: 0 } as const;
  return [
    {},
    { placement: { clusters: { tier: "gold" }, spread: [] } },
    {
      placement: {
        clusters: { region: [first.region, "region-1", "region-2"], tier: { not: ["silver"] } },
        spread: [],
      },
    },
    { residency: { name: "eu-only", data: ["EEA"], exceptions: [] } },
    { placement: { spread: [{ by: "region", min: 1, max: 3 }] } },
    {
      placement: {
        spread: [
          { by: "country", min: 1, max: 2 },
          { by: "cluster", min: 1, max: 5 },
        ],
      },
    },
    { division: { ...divided, replicas: 5000, weights } },
    { division: { ...divided, replicas: 100_000, by: "even" } },
    { division: { ...divided, replicas: 3000, min: 1, max: 1000, weights: carried } },
    {
      placement: {
        affinities: [
          { name: "home", clusters: { country: "XX" } },
          { name: "away", clusters: "all" },
        ],
        spread: [],
      },
      overrides: [
        { clusters: { country: first.country }, replicas: 2 },
        { clusters: "all", env: { A: "b" } },
      ],
    },
  ];
}

const BASE: Workload = {
  name: "",
  namespace: "default",
  manifests: "examples/storefront",
  podSecurity: "restricted",
  residency: undefined,
  placement: { clusters: "all", spread: [] },
  overrides: [],
  backend: "direct",
  after: [],
  exports: [],
};

function mapNumbers(row: ModelRow, map: (number: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, map(value as number)]));
}

if (import.meta.main) await benchModel();
