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
  const facts: Record<string, string> = {
    namespace: namespaceOf(declared, environment) ?? "",
    "what it is made from":
      infrastructure === undefined ? "topology" : `infrastructure ${infrastructure.kind}`,
  };
  if (infrastructure !== undefined && infrastructure.kind !== "in-memory")
    facts["infrastructure.region"] = infrastructure.region ?? cluster.region;
  if (infrastructure?.kind === "gcp-managed") facts["infrastructure.project"] = infrastructure.project;
  if (cluster.podCidr !== undefined) facts.podCidr = cluster.podCidr;
  if (cluster.serviceCidr !== undefined) facts.serviceCidr = cluster.serviceCidr;
  return facts;
}
