import type { Cluster, Environment } from "../fleet.ts";
import { argocdPlan } from "./argocd.ts";
import { clusterApiPlan } from "./cluster-api.ts";
import { externalDnsPlan } from "./external-dns.ts";
import { istioPlan } from "./istio.ts";
import { kubefedPlan } from "./kubefed.ts";
import { karmadaPlan } from "./karmada.ts";
import { observabilityPlan } from "./observability.ts";
import { linkerdPlan } from "./linkerd.ts";
import type { OpenTrust } from "../trust/read.ts";
import type { SystemPlan } from "./system.ts";
import { veleroPlan } from "./velero.ts";

/** In the order of installation. Each says what it comes to on a cluster, if anything. */
const SYSTEMS: readonly PlanSystem[] = [
  istioPlan,
  linkerdPlan,
  argocdPlan,
  veleroPlan,
  externalDnsPlan,
  observabilityPlan,
  clusterApiPlan,
  kubefedPlan,
];

/** Nothing that would run there, or work with what is there. */
const CONTROL_PLANE_SYSTEMS: readonly PlanSystem[] = [karmadaPlan];

type PlanSystem = (cluster: Cluster, environment: Environment, trust?: OpenTrust) => SystemPlan | undefined;

/**
 * Everything that is installed on a cluster.
 *
 * @param trust What vouches for its workloads, where it is known; without it the values that hold certificates are left out.
 */
export function platformOf(cluster: Cluster, environment: Environment, trust?: OpenTrust): SystemPlan[] {
  const systems = cluster.controlPlane ? CONTROL_PLANE_SYSTEMS : SYSTEMS;
  return systems.flatMap((plan) => plan(cluster, environment, trust) ?? []);
}
