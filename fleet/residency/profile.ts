import { z } from "zod";
import { country, someText } from "../declaration/values.ts";
import { quote } from "../declaration/words.ts";
import { allowSetsOf, concerns, type AllowSets } from "./concerns.ts";

/*
 * What the residency pack goes by: a file of its own for any Pulumi project, or what fleet.yaml comes to for a stack.
 */

/** A way out of the rules, for a time. */
const exception = z.strictObject({
  match: someText.describe(
    "URNs of what may leave the jurisdictions: ** is anything, * anything but a colon",
  ),
  basis: someText.describe("On what legal basis"),
  approver: someText.describe("Who allowed it"),
  expires: z.iso
    .date({ error: ({ input }) => `${quote(String(input))} is not a date, such as 2027-01-31` })
    .describe("Last day on which it holds"),
});

const located = z.record(z.string(), z.strictObject({ country }));

/** What is known of things that a stack refers to and does not make, and what is let through unseen. */
const surroundings = {
  buckets: located.describe("Where buckets stand that were made elsewhere, by name"),
  hosts: located.describe(
    "Where endpoints stand that data is sent to, by host name; for the names under it too",
  ),
  allow: z
    .strictObject({
      packages: z
        .array(someText)
        .default([])
        .describe("Packages of resources whose places cannot be read, and that are allowed all the same"),
    })
    .describe("What is let through although nothing says where it is"),
};

/** A profile of `fleet.yaml`. */
export const residencyProfile = z
  .strictObject({
    ...concerns,
    ...z.object(surroundings).partial().shape,
    exceptions: z.array(exception).default([]),
  })
  .describe("Where data may live: declared once, enforced in every layer");

export type ResidencyProfile = z.output<typeof residencyProfile>;

/** A profile of `fleet.yaml` under its name. */
export interface NamedProfile extends ResidencyProfile {
  readonly name: string;
}

/** `residency.yaml`, or the file that RESIDENCY_PROFILE names. */
export const profileFile = z.strictObject({
  ...concerns,
  clusters: located
    .default({})
    .describe(
      "Where clusters stand, by clusterIdentifier of the Kubernetes provider or host of the API server",
    ),
  buckets: surroundings.buckets.default({}),
  hosts: surroundings.hosts.default({}),
  namespaces: z
    .record(z.string(), z.strictObject(concerns))
    .default({})
    .describe("Stricter rules for what is in a namespace of a cluster; they hold besides the others"),
  allow: surroundings.allow.default({ packages: [] }),
  exceptions: z.array(exception).default([]),
});

export type Exception = z.output<typeof exception>;
export type Located = z.output<typeof located>;

/** The rules for one stack, with what is known of the things that it refers to. */
export interface Profile {
  /** What messages call it, such as "residency.yaml" or "profile eu-only of fleet.yaml". */
  readonly name: string;
  /** `undefined`: nothing is promised for the stack as a whole. */
  readonly allowed: AllowSets | undefined;
  /** By namespace of a cluster; they hold besides `allowed`. */
  readonly namespaces: Readonly<Record<string, NamespaceRules>>;
  readonly clusters: Located;
  /**
   * By name of the Kubernetes provider, of this program's own stacks: it names them after the clusters of the
   * declaration. Anybody else may call a provider what they like.
   */
  readonly providers: Located;
  readonly buckets: Located;
  readonly hosts: Located;
  readonly packages: readonly string[];
  readonly exceptions: readonly Exception[];
}

export interface NamespaceRules {
  /** As that of the profile. */
  readonly name: string;
  readonly allowed: AllowSets;
}

/**
 * A profile from the parsed text of a file.
 * @throws ZodError with everything that is wrong with it.
 */
export function profileFrom(value: unknown, name: string): Profile {
  const { clusters, buckets, hosts, namespaces, allow, exceptions, ...rules } = profileFile.parse(value);
  return {
    name,
    allowed: allowSetsOf(rules),
    namespaces: Object.fromEntries(
      Object.entries(namespaces).map(([namespace, own]) => [
        namespace,
        { name: `${name}, namespace ${namespace}`, allowed: allowSetsOf(own) },
      ]),
    ),
    clusters,
    providers: {},
    buckets,
    hosts,
    packages: allow.packages,
    exceptions,
  };
}
