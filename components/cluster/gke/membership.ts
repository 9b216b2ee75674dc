import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";

/** The cluster's membership in a fleet of Google Cloud, where it has one. Whom the fleet trusts is the cluster's own issuer. */
export function createMembership(
  name: string,
  { membership }: GkePlan,
  cluster: gcp.Cluster,
  parent: pulumi.Resource,
): gcp.Membership[] {
  if (membership === undefined) return [];
  const { labels, ...rest } = membership;
  const resourceLink = cluster.id.apply((id) => `//container.googleapis.com/${id}`);
  const issuer = cluster.id.apply((id) => `https://container.googleapis.com/v1/${id}`);
  const args = {
    ...rest,
    labels: { ...labels },
    endpoint: { gkeCluster: { resourceLink } },
    authority: { issuer },
  };
  return [new gcp.Membership(name, args, { parent })];
}
