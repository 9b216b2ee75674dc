import { KARMADA_NAMESPACES } from "../backends/karmada/names.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { SystemPlan } from "./system.ts";

/**
 * Karmada's API on its control plane's cluster. Where nothing runs its types are installed, and somebody runs its
 * programs beside it. Elsewhere nothing is: upstream's chart puts an API server of its own into pods of a host, and that
 * API server, which comes with types, webhooks and namespaces, is the cluster (provisioner `existing`).
 */
export function karmadaPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  if (installModeOf(cluster, environment) !== "api") return undefined;
  const { system, members } = KARMADA_NAMESPACES;
  const namespaces = [system, members].map((name) => ({ name, podSecurity: "restricted" as const }));
  return { system: "karmada", namespaces, apis: ["karmada"], charts: [], objects: [] };
}
