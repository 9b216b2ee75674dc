import type { Dns, RoutingPolicy } from "../declaration/dns-schema.ts";

/**
 * Who writes a global name, and so whose stack has it:
 * - `hosting`: the stack of the environment, in the zone itself;
 * - `clusters`: the external-dns of each cluster writes the record of its cluster;
 * - `hub`: the external-dns of the hub writes all of it, for several owners of one record take it from each other.
 */
export type NameWriter = "hosting" | "clusters" | "hub";

/** What external-dns has a record of its own for with each provider: properties of Route 53 (provider/aws/aws.go), and no others. */
const ROUTED: Readonly<Partial<Record<Dns["provider"], readonly RoutingPolicy[]>>> = {
  aws: ["weighted", "latency", "geolocation", "failover"],
};

/** The policies that a zone can have, as it is declared. */
export function policiesOf({ provider, hosting }: Dns): readonly RoutingPolicy[] {
  if (hosting !== undefined && provider === "google") return ["simple", "weighted", "latency", "failover"];
  return ["simple", ...(ROUTED[provider] ?? [])];
}

/** Who writes names of a policy. */
export function writersOf({ provider, hosting }: Dns, policy: RoutingPolicy): readonly NameWriter[] {
  if (hosting !== undefined) return ["hosting"];
  if (ROUTED[provider]?.includes(policy) !== true) return ["hub"];
  switch (policy) {
    case "geolocation":
      return ["clusters", "hub"];
    // Both records are named for their part, which changes hands: one owner changes them in place, and two would have
    // to leave a moment without it, since Route 53 refuses a second primary.
    case "failover":
      return ["hub"];
    default:
      return ["clusters"];
  }
}
