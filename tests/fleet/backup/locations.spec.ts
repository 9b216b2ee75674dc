import assert from "node:assert/strict";
import fc from "fast-check";
import { backupsOf, readingRights } from "../../../fleet/backup/locations.ts";
import type { Cluster, Environment, Workload } from "../../../fleet/fleet.ts";
import { isWithin } from "../../../fleet/jurisdictions.ts";
import { planWorkload } from "../../../fleet/workloads.ts";
import { cluster, clusters, shuffled, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";
import { backup, profile } from "./backups.ts";

const dub = cluster("dub", "eu-west-1");
const fra = cluster("fra", "eu-central-1");
const iad = cluster("iad", "us-east-1");

const within = (workloads: Workload[], all: Cluster[] = [dub, fra, iad], facts: Partial<Environment> = {}) =>
  environment(all, { backup: backup(), workloads, ...facts });

/** Names of the clusters whose backups a cluster may read. */
const readable = (reader: Cluster, env: Environment) =>
  readingRights(reader, env)
    .filter(({ allowed }) => allowed)
    .map(({ source }) => source.cluster);

describe("the place of a cluster's backups", () => {
  const place = (locations: Parameters<typeof backup>[0], of = dub) =>
    backupsOf(of, environment([of], { backup: backup(locations) }));

  it("is the bucket of its region, in a folder of its own name, in the region itself", () => {
    const own = place({ locations: { "eu-west-1": { bucket: "b" } } });
    assert.deepEqual(own, {
      cluster: "dub",
      store: "s3",
      bucket: "b",
      prefix: "dub",
      region: "eu-west-1",
      country: "IE",
      url: undefined,
      kmsKeyId: undefined,
    });
  });

  it("is below the folder that is declared, so that the clusters of a region stay apart", () => {
    const own = place({ locations: { "eu-west-1": { bucket: "b", prefix: "fleet/prod" } } });
    assert.equal(own?.prefix, "fleet/prod/dub");
  });

  it("has the country that is declared, or none that is known", () => {
    const elsewhere = { bucket: "b", region: "eu-north-1" };
    assert.equal(place({ locations: { "eu-west-1": elsewhere } })?.country, undefined);
    assert.equal(place({ locations: { "eu-west-1": { ...elsewhere, country: "SE" } } })?.country, "SE");
  });

  it("is named after the fleet where nothing runs, and nowhere else", () => {
    assert.equal(place({})?.bucket, "acme-local-eu-west-1-backups");
    assert.equal(place({}, { ...dub, simulated: false }), undefined);
  });

  it("is nowhere without backups", () => {
    assert.equal(backupsOf(dub, environment([dub])), undefined);
  });
});

describe("the backups that a cluster reads", () => {
  it("are those of all others, if no profile says otherwise", () => {
    assert.deepEqual(readable(dub, within([workload()])), ["fra", "iad"]);
  });

  it("are not those with a workload that may not fail over to it", () => {
    const env = within([workload({ residency: profile(["EEA"]) })]);
    assert.deepEqual(readable(dub, env), ["fra", "iad"]);
    assert.deepEqual(readable(iad, env), []);
    assert.deepEqual(
      readingRights(iad, env).map(({ explanation }) => explanation),
      [
        "iad does not read the backups of dub: storefront may fail over to [EEA], and not to US",
        "iad does not read the backups of fra: storefront may fail over to [EEA], and not to US",
      ],
    );
  });

  it("follow failover and not data, where a profile has both", () => {
    const env = within([workload({ residency: profile(["IE"], ["EEA"]) })]);
    assert.deepEqual(readable(fra, env), ["dub", "iad"]);
    assert.deepEqual(readable(iad, env), ["fra"]);
  });

  it("are not closed by a workload that is never on that cluster", () => {
    const env = within([
      workload({ residency: profile(["EEA"]), placement: { clusters: ["fra"], spread: [] } }),
    ]);
    assert.deepEqual(readable(iad, env), ["dub"]);
  });

  it("stay closed when the workload has moved: a backup outlives a cordon and a choice between clusters", () => {
    const residency = profile(["EEA"]);
    const cordoned = { ...dub, cordoned: true };
    assert.deepEqual(readable(iad, within([workload({ residency })], [cordoned, fra, iad])), []);
    const affinities = [
      { name: "near", clusters: ["dub"] },
      { name: "far", clusters: ["fra"] },
    ];
    const choosing = workload({ residency, placement: { affinities, spread: [] } });
    assert.deepEqual(readable(iad, within([choosing])), []);
  });

  it("include those of a cluster that is gone for good, by the same rule", () => {
    const env = (workloads: Workload[]) => within(workloads, [dub, iad], { tombstoned: [fra] });
    assert.deepEqual(readable(iad, env([])), ["dub", "fra"]);
    assert.deepEqual(readable(iad, env([workload({ residency: profile(["DE"]) })])), ["dub"]);
  });

  it("never hold, if read in a country, a workload that may not be there; whatever the order", () => {
    const codes = fc.constantFrom("IE", "DE", "GB", "US", "EEA", "EU");
    const workloads = fc.array(
      fc
        .record({
          data: fc.uniqueArray(codes, { minLength: 1 }),
          failover: fc.option(fc.uniqueArray(codes, { minLength: 1 }), { nil: undefined }),
        })
        .map(({ data, failover }) => profile(data, failover)),
      { maxLength: 4 },
    );
    const example = fc.record({ all: clusters, profiles: workloads }).chain(({ all, profiles }) => {
      const declared = profiles.map((residency, index) => workload({ name: `w${index}`, residency }));
      return fc.record({ all: fc.constant(all), again: shuffled(all), declared: fc.constant(declared) });
    });
    fc.assert(
      fc.property(example, ({ all, again, declared }) => {
        const env = within(declared, all);
        for (const reader of all) {
          const rights = readable(reader, env);
          assert.deepEqual(readable(reader, within(declared, again)), rights);
          for (const each of declared) {
            const carried = planWorkload(each, env).clusters.filter(({ placed }) => placed);
            if (carried.some(({ cluster: { name } }) => rights.includes(name))) {
              const { residency } = each;
              assert.ok(isWithin(reader.country, residency?.failover ?? residency?.data ?? []));
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
