import assert from "node:assert/strict";
import fc from "fast-check";
import { preferenceOf } from "../../../fleet/backends/kubefed/preference.ts";
import { sharesOf, type WorkloadShares } from "../../../fleet/backends/shares.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, divisions, workload } from "../../fleet/arbitraries.ts";
import { environment } from "../../fleet/environments.ts";
import { planReplicas, type PlannerCase } from "../control-planes/kubefed.ts";

const CASES = 200;

const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
  spec: { replicas: 1 },
} as KubernetesObject;

interface Sample {
  readonly shares: WorkloadShares;
  readonly current: Readonly<Record<string, number>>;
}

/** Divisions of the model, and what happens to run in the clusters when the scheduler looks. */
const samples: fc.Arbitrary<Sample> = divisions.chain(({ division, names }) => {
  const clusters = names.map((name) => cluster(name));
  const of = workload({ name: "web", namespace: "shop", division });
  const shares = sharesOf(planWorkload(of, { clusters }), [DEPLOYMENT], environment(clusters));
  return fc.tuple(...names.map(() => fc.nat(40))).map((counts) => ({
    shares,
    current: Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0])),
  }));
});

/** @param gone A cluster that is not ready. */
function caseFor({ shares, current }: Sample, gone?: string): PlannerCase {
  const { spec } = preferenceOf(shares, DEPLOYMENT) as { spec?: unknown };
  const clusters = shares.shares.map(({ cluster }) => cluster.name).filter((name) => name !== gone);
  return { key: "shop/web", spec, clusters, current, capacity: {} };
}

const shareOf = ({ shares }: Sample) =>
  Object.fromEntries(shares.shares.map(({ cluster, replicas }) => [cluster.name, replicas ?? 0]));

/* The planner of the real replica scheduler, which the program's preferences are for. */
describe("the planner of KubeFed", function () {
  this.timeout("2m");
  const drawn = fc.sample(samples, { numRuns: CASES, seed: 7 });

  it(`comes to the shares of the model, in ${CASES} cases, whatever runs where`, async () => {
    const results = await planReplicas(drawn.map((each) => caseFor(each)));
    assert.equal(results.length, CASES);
    results.forEach(({ replicas, overflow }, index) => {
      assert.deepEqual({ ...replicas }, shareOf(drawn[index]!));
      assert.deepEqual({ ...overflow }, {});
    });
  });

  it("would not with the weights alone, which is why it is given the shares", async () => {
    const weighted = drawn.map((each) => {
      const { spec, ...rest } = caseFor(each);
      const { clusters, ...other } = spec as { clusters: Record<string, { minReplicas: number }> };
      const mins = Object.fromEntries(each.shares.plan.division!.shares.map(({ name, min }) => [name, min]));
      const own = Object.entries(clusters).map(([name, preference]) => [
        name,
        { ...preference, minReplicas: mins[name] ?? 0 },
      ]);
      return { ...rest, current: {}, spec: { ...other, clusters: Object.fromEntries(own) as unknown } };
    });
    const results = await planReplicas(weighted);
    const others = results.filter(
      ({ replicas }, index) =>
        JSON.stringify(sorted(replicas)) !== JSON.stringify(sorted(shareOf(drawn[index]!))),
    );
    assert.ok(others.length > CASES / 10, `${others.length} of ${CASES}`);
  });

  it("moves what a cluster that is out cannot run to the others, within their maxima, and no more", async () => {
    const several = drawn.filter(({ shares }) => shares.shares.length > 1);
    const gone = several.map(({ shares }) => shares.shares[0]!.cluster.name);
    const results = await planReplicas(
      several.map((each, index) => ({ ...caseFor(each, gone[index]), current: {} })),
    );
    results.forEach(({ replicas }, index) => {
      const { shares } = several[index]!;
      const claims = shares.plan.division!.shares.filter(({ name }) => name !== gone[index]);
      const total = Object.values(replicas).reduce((sum, each) => sum + each, 0);
      const room = claims.reduce(
        (sum, { replicas, weight, max = Infinity }) =>
          sum + (weight > 0 ? Math.max(max, replicas) : replicas),
        0,
      );
      assert.equal(total, Math.min(shares.plan.division!.total, room));
      for (const { name, replicas: share } of claims) assert.ok((replicas[name] ?? 0) >= share);
    });
  });
});

function sorted(record: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
