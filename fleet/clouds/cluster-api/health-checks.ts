import { parseDuration } from "../../duration.ts";
import type { KubernetesObject } from "../../manifests.ts";
import type { ClusterApiDeclaration } from "./declared.ts";
import { CLUSTER_NAME_LABEL, KINDS } from "./kinds.ts";
import { objectOf, type Owner } from "./shape.ts";

type HealthChecks = NonNullable<ClusterApiDeclaration["healthChecks"]>;

/** Replaces the machines of a cluster, those of its control plane too, whose nodes are not well for too long. */
export function healthCheckOf(
  owner: Owner,
  { unhealthy, nodeStartup, maxUnhealthy }: HealthChecks,
): KubernetesObject {
  const timeoutSeconds = parseDuration(unhealthy) ?? 0;
  const unhealthyNodeConditions = ["Unknown", "False"].map((status) => ({
    type: "Ready",
    status,
    timeoutSeconds,
  }));
  return objectOf(KINDS.machineHealthCheck, owner.name, owner, {
    clusterName: owner.name,
    selector: { matchLabels: { [CLUSTER_NAME_LABEL]: owner.name } },
    checks: { nodeStartupTimeoutSeconds: parseDuration(nodeStartup) ?? 0, unhealthyNodeConditions },
    remediation: { triggerIf: { unhealthyLessThanOrEqualTo: maxUnhealthy } },
  });
}
