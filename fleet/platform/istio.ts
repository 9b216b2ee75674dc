import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { SystemPlan } from "./system.ts";

/** Istio on one cluster: a primary of a multi-primary mesh. */
export function istioPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  if (environment.mesh?.kind !== "istio") return undefined;
  const mode = installModeOf(cluster, environment);
  return {
    system: "istio",
    // The label tells istiod which network the cluster is in: istio.io, "Install Multi-Primary on different networks".
    namespaces: [
      {
        name: "istio-system",
        podSecurity: "restricted",
        labels: { "topology.istio.io/network": cluster.network },
      },
    ],
    apis: mode === "api" ? ["istio"] : [],
    charts: [],
    objects: [],
  };
}
