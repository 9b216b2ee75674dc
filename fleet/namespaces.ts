import { KARMADA_NAMESPACES, NO_PROPAGATION } from "./backends/karmada/names.ts";
import type { PodSecurity } from "./declaration/values.ts";
import { byName, type Environment, type Workload } from "./fleet.ts";
import { argocdWorkloads } from "./gitops/namespaces.ts";
import { meshLabels } from "./mesh/membership.ts";
import { CLUSTER_API_NAMESPACES } from "./platform/cluster-api/names.ts";
import type { SystemPlan } from "./platform/system.ts";

/** Where the landing pads of a cluster are. */
export const SYSTEM_NAMESPACE = "archipelago-system";

/** Namespaces that belong to the fleet or to Kubernetes; a workload in one of them would loosen or break it. */
export const RESERVED_NAMESPACES: ReadonlySet<string> = new Set([
  SYSTEM_NAMESPACE,
  ...[
    "istio-system",
    "istio-cni",
    "linkerd",
    "linkerd-multicluster",
    "linkerd-cni",
    "argocd",
    "velero",
    "external-dns",
    "observability",
    "kube-federation-system",
    ...CLUSTER_API_NAMESPACES,
    ...Object.values(KARMADA_NAMESPACES),
  ],
  ...["kube-system", "kube-public", "kube-node-lease", "default"],
]);

export interface NamespacePlan {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Every namespace the program keeps on a cluster with these systems and workloads, with its Pod Security level. */
export function namespacesOf(
  environment: Environment,
  systems: readonly SystemPlan[],
  workloads: readonly Workload[],
): NamespacePlan[] {
  const { gitops, mesh } = environment;
  const wanted: Record<string, Record<string, string>> = { [SYSTEM_NAMESPACE]: podSecurity("restricted") };
  const meshed = meshLabels(mesh);
  for (const name of gitops?.namespaces ?? []) wanted[name] = { ...podSecurity("restricted"), ...meshed };
  for (const { namespace, podSecurity: level } of [...argocdWorkloads(environment), ...workloads])
    wanted[namespace] = { ...podSecurity(level), ...meshed };
  return planned(wanted, systems);
}

/**
 * The namespaces on the cluster with Karmada's API, for templates of any workload of the environment: also of those that
 * others carry, for Karmada may be handing one over. Namespaces of members are not Karmada's to make or delete.
 */
export function templateNamespacesOf(
  { workloads }: Environment,
  systems: readonly SystemPlan[],
): NamespacePlan[] {
  const wanted: Record<string, Record<string, string>> = { [SYSTEM_NAMESPACE]: podSecurity("restricted") };
  for (const { namespace, podSecurity: level } of workloads) wanted[namespace] = podSecurity(level);
  return planned(wanted, systems).map(({ name, labels }) => ({
    name,
    labels: { ...labels, ...NO_PROPAGATION },
  }));
}

function planned(
  wanted: Record<string, Record<string, string>>,
  systems: readonly SystemPlan[],
): NamespacePlan[] {
  const all = { ...wanted };
  for (const { name, podSecurity: level, labels } of systems.flatMap(({ namespaces }) => namespaces))
    all[name] = { ...podSecurity(level), ...labels };
  return byName(all).map(([name, labels]) => ({ name, labels }));
}

/** Labels of Pod Security Admission: kubernetes.io, "Enforce Pod Security Standards with Namespace Labels". */
function podSecurity(level: PodSecurity): Record<string, string> {
  return {
    "pod-security.kubernetes.io/enforce": level,
    "pod-security.kubernetes.io/warn": level,
    "pod-security.kubernetes.io/audit": level,
  };
}
