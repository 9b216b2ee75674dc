import type { Cluster, Environment } from "../../fleet.ts";
import type { ClusterApiDeclaration } from "./declared.ts";
import { namespaceOf } from "./namespace.ts";

/**
 * What cannot be changed while a cluster lives: Cluster API moves none to another namespace, turns none with a topology
 * into one without or the other way round, and gives none another cloud or region.
 */
export function fixedFactsOfClusterApi(
  cluster: Cluster,
  declared: ClusterApiDeclaration,
  environment: Environment,
): Record<string, string> {
  const { infrastructure } = declared;
  const region =
    infrastructure === undefined || infrastructure.kind === "in-memory"
      ? {}
      : { "infrastructure.region": infrastructure.region ?? cluster.region };
  const project =
    infrastructure?.kind === "gcp-managed" ? { "infrastructure.project": infrastructure.project } : {};
  return {
    namespace: namespaceOf(declared, environment) ?? "",
    "what it is made from":
      infrastructure === undefined ? "topology" : `infrastructure ${infrastructure.kind}`,
    ...region,
    ...project,
    ...(cluster.podCidr === undefined ? {} : { podCidr: cluster.podCidr }),
    ...(cluster.serviceCidr === undefined ? {} : { serviceCidr: cluster.serviceCidr }),
  };
}
