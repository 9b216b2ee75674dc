import type { Cluster, Environment } from "../fleet.ts";
import { argocdPlan } from "./argocd.ts";
import { externalDnsPlan } from "./external-dns.ts";
import { istioPlan } from "./istio.ts";
import { observabilityPlan } from "./observability.ts";
import type { SystemPlan } from "./system.ts";
import { veleroPlan } from "./velero.ts";

/** In the order of installation. Each says what it comes to on a cluster, if anything. */
const SYSTEMS = [istioPlan, argocdPlan, veleroPlan, externalDnsPlan, observabilityPlan];

/** Everything that is installed on a cluster. */
export function platformOf(cluster: Cluster, environment: Environment): SystemPlan[] {
  return SYSTEMS.flatMap((plan) => plan(cluster, environment) ?? []);
}
