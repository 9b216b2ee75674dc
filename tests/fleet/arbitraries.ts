import fc from "fast-check";
import { groupsOf } from "../../fleet/jurisdictions.ts";
import type { Division } from "../../fleet/declaration/schema.ts";
import type { Cluster, Workload } from "../../fleet/fleet.ts";

const COUNTRY_OF_REGION: Readonly<Record<string, string>> = {
  "eu-west-1": "IE",
  "eu-west-2": "GB",
  "eu-central-1": "DE",
  "eu-central-2": "DE",
  "us-east-1": "US",
  "us-west-1": "US",
};
export const REGIONS = Object.keys(COUNTRY_OF_REGION);

/** A cluster of one of the known regions; in a region of another name it stands in Ireland. */
export function cluster(name: string, region = name, facts: Partial<Cluster> = {}): Cluster {
  const country = COUNTRY_OF_REGION[region] ?? "IE";
  return {
    name,
    region,
    country,
    groups: groupsOf(country),
    network: "default",
    provisioner: { kind: "kwok", nodes: 3 },
    version: undefined,
    networkCidr: undefined,
    podCidr: undefined,
    serviceCidr: undefined,
    cordoned: false,
    traffic: "on",
    controlPlane: false,
    gateway: undefined,
    simulated: true,
    ...facts,
    labels: { ...facts.labels, name, region, country, network: "default", provisioner: "kwok" },
  };
}

export function workload(facts: Partial<Workload> = {}): Workload {
  return {
    name: "storefront",
    namespace: "storefront",
    manifests: "examples/storefront",
    podSecurity: "restricted",
    residency: undefined,
    placement: { clusters: "all", spread: [] },
    overrides: [],
    backend: "direct",
    after: [],
    exports: [],
    ...facts,
  };
}

export function division(facts: Partial<Division> & Pick<Division, "replicas">): Division {
  return { by: "weight", weights: {}, min: 0, ...facts };
}

/** Data within these countries and groups. */
export function within(...data: string[]): Workload["residency"] {
  return { name: "profile", data, exceptions: [] };
}

/** Up to twelve clusters of different names over the known regions, some cordoned. */
export const clusters: fc.Arbitrary<Cluster[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,4}$/),
      region: fc.constantFrom(...REGIONS),
      cordoned: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12, selector: ({ name }) => name },
  )
  .map((all) => all.map(({ name, region, cordoned }) => cluster(name, region, { cordoned })));

/** The same items in another order. */
export function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}

/** A division that names every cluster, and the names: weights with zeros, minima, and maxima that may be missing. */
export const divisions: fc.Arbitrary<{ division: Division; names: string[] }> = fc
  .uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,4}$/),
      weight: fc.oneof(fc.nat(6), fc.nat(1_000_000)),
      min: fc.nat(4),
      room: fc.option(fc.nat(12), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 8, selector: ({ name }) => name },
  )
  .chain((claims) => {
    const names = claims.map(({ name }) => name);
    const pick = (number: (claim: (typeof claims)[number]) => number | undefined) =>
      Object.fromEntries(
        claims.map((claim) => [claim.name, number(claim)] as const).filter((pair) => pair[1] !== undefined),
      ) as Record<string, number>;
    const facts = {
      weights: pick(({ weight }) => weight),
      min: pick(({ min }) => min),
      max: pick(({ min, room }) => (room === undefined ? undefined : min + room)),
    };
    const least = claims.reduce((sum, { min }) => sum + min, 0);
    const most = claims.reduce((sum, { weight, min, room = 60 }) => sum + min + (weight > 0 ? room : 0), 0);
    return fc
      .integer({ min: least, max: most })
      .map((replicas) => ({ names, division: division({ replicas, ...facts }) }));
  });
