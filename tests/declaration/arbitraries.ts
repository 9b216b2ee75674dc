import fc from "fast-check";

/*
 * Declarations that are right by construction: names from counters, so that they differ; addresses from a counter,
 * so that they are apart; workloads that only name what is there.
 */

type Json = Record<string, unknown>;

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}[a-z0-9]$/);
const country = fc.constantFrom("IE", "DE", "NO", "US", "JP", "BR");

/** A JSON value that has nothing to do with a declaration. */
export const anyJson = fc.jsonValue({ maxDepth: 4 });

const cluster = fc.record(
  {
    provisioner: fc.oneof(
      fc.record(
        { kind: fc.constant("kwok"), nodes: fc.integer({ min: 1, max: 1000 }) },
        { requiredKeys: ["kind"] },
      ),
      fc.record({ kind: fc.constant("existing"), secret: label }),
    ),
    version: fc.constantFrom("1.35", "1.35.4"),
    network: fc.constantFrom("default", "net-a", "net-b"),
    labels: fc.dictionary(label, label, { maxKeys: 3 }),
  },
  { requiredKeys: ["provisioner"] },
);

const region = fc.record(
  {
    country,
    labels: fc.dictionary(label, label, { maxKeys: 3 }),
    clusters: fc.array(cluster, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ["country", "clusters"] },
);

const workload = fc.record({
  environments: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  placement: fc.constantFrom<unknown>(
    undefined,
    {},
    { clusters: "all" },
    { clusters: { provisioner: ["kwok", "existing"] } },
  ),
  division: fc.option(
    fc.record(
      { replicas: fc.nat({ max: 1000 }), by: fc.constantFrom("weight", "even") },
      { requiredKeys: ["replicas"] },
    ),
  ),
  override: fc.option(
    fc.record({ clusters: fc.constant("all"), env: fc.dictionary(label, label, { maxKeys: 2 }) }),
  ),
});

const shape = fc.record({
  name: label,
  environments: fc.array(fc.array(region, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  workloads: fc.array(workload, { maxLength: 4 }),
});

/** A declaration that loads, with every block of addresses taken from one counter. */
export const wellFormed: fc.Arbitrary<Json> = shape.map(({ name, environments, workloads }) => {
  let block = 0;
  const nextBlock = () => `10.${Math.floor(block / 256)}.${block++ % 256}.0/24`;
  // fast-check makes objects without a prototype too, which no reader of a text does.
  return structuredClone({
    name,
    environments: named("e", environments, (regions, environment) => ({
      hub: `${environment}c0-0`,
      regions: named("r", regions, (region, _, index) => ({
        ...region,
        vpcCidr: nextBlock(),
        clusters: named(`${environment}c${index}-`, region.clusters, (cluster) => {
          return { ...cluster, podCidr: nextBlock(), serviceCidr: nextBlock() };
        }),
      })),
    })),
    workloads: named("w", workloads, ({ environments: chosen, placement, division, override }) => ({
      environments: [...new Set(chosen.map((index) => `e${index % environments.length}`))],
      manifests: "web.yaml",
      ...(placement === undefined ? {} : { placement }),
      ...(division ? { division } : {}),
      ...(override ? { overrides: [override] } : {}),
    })),
  });
});

/** A well-formed declaration in which one value somewhere has been replaced by any other, or its key by another. */
export const nearlyWellFormed: fc.Arbitrary<Json> = fc
  .record({
    value: wellFormed,
    steps: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    put: anyJson,
    key: fc.option(fc.string()),
  })
  .map(({ value, steps, put, key }) => replaceAt(value, steps, put, key) as Json);

/** The same value with the keys of all maps in the opposite order. */
export function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

function named<T>(
  prefix: string,
  items: readonly T[],
  make: (item: T, name: string, index: number) => unknown,
): Json {
  return Object.fromEntries(
    items.map((item, index) => [`${prefix}${index}`, make(item, `${prefix}${index}`, index)]),
  );
}

/** Walks down by the steps, each a position among the children, until they or the children end. */
function replaceAt(
  value: unknown,
  [step, ...rest]: readonly number[],
  put: unknown,
  key: string | null,
): unknown {
  if (step === undefined || typeof value !== "object" || value === null || Object.keys(value).length === 0)
    return put;
  const entries = Object.entries(value);
  const chosen = step % entries.length;
  const changed = entries.map(([name, inner], index): [string, unknown] => {
    if (index !== chosen) return [name, inner];
    return [rest.length === 0 && key !== null ? key : name, replaceAt(inner, rest, put, key)];
  });
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}
