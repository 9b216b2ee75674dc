import { byName, type Cluster, type Environment, type Workload } from "./fleet.ts";

/** Where the landing pads of a cluster are. */
export const SYSTEM_NAMESPACE = "archipelago-system";

/** Namespaces that belong to the fleet or to Kubernetes; a workload in one of them would loosen or break it. */
export const RESERVED_NAMESPACES: ReadonlySet<string> = new Set([
  ...[SYSTEM_NAMESPACE, "istio-system", "argocd"],
  ...["kube-system", "kube-public", "kube-node-lease", "default"],
]);

export interface NamespacePlan {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Every namespace the program keeps on a cluster that carries these workloads, with its Pod Security level. */
export function namespacesOf(
  cluster: Cluster,
  environment: Environment,
  workloads: readonly Workload[],
): NamespacePlan[] {
  const { mesh, gitops, hub } = environment;
  const wanted: Record<string, Record<string, string>> = { [SYSTEM_NAMESPACE]: podSecurity("restricted") };
  for (const name of gitops?.namespaces ?? []) wanted[name] = podSecurity("restricted");
  for (const { namespace, podSecurity: level } of workloads) wanted[namespace] = podSecurity(level);
  if (gitops !== undefined && cluster.name === hub) wanted.argocd = podSecurity("restricted");
  if (mesh !== undefined) {
    // The label tells istiod which network the cluster is in: istio.io, "Install Multi-Primary on different networks".
    wanted["istio-system"] = { ...podSecurity("restricted"), "topology.istio.io/network": cluster.network };
  }
  return byName(wanted).map(([name, labels]) => ({ name, labels }));
}

/** Labels of Pod Security Admission: kubernetes.io, "Enforce Pod Security Standards with Namespace Labels". */
function podSecurity(level: Workload["podSecurity"]): Record<string, string> {
  return {
    "pod-security.kubernetes.io/enforce": level,
    "pod-security.kubernetes.io/warn": level,
    "pod-security.kubernetes.io/audit": level,
  };
}
