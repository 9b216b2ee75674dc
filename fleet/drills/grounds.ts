import type { Workload } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { VELERO_NAMESPACE } from "../platform/velero.ts";
import { DRILL_LABEL, resourceModifiers, type Modification } from "./sandbox.ts";
import type { NamespaceMap } from "./objects.ts";

/* What a sandbox is made of before anything is restored into it. */

/** Where a sandbox is, for whoever finds it: the drill that it belongs to. */
const DRILL_ANNOTATION = "archipelago/drill-name";

const LEVELS = ["enforce", "warn", "audit"];

/**
 * The namespaces, each as strict with its pods as that of the workload. What a mesh goes by is not among their labels, so
 * that no proxy is put beside the pods.
 */
export function sandboxGround(
  drill: string,
  id: string,
  namespaces: NamespaceMap,
  workloads: readonly Workload[],
): KubernetesObject[] {
  return Object.entries(namespaces).map(([declared, name]) => {
    const { podSecurity = "restricted" } = workloads.find(({ namespace }) => namespace === declared) ?? {};
    const labels: Record<string, string> = { [DRILL_LABEL]: id };
    for (const mode of LEVELS) labels[`pod-security.kubernetes.io/${mode}`] = podSecurity;
    return {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels, annotations: { [DRILL_ANNOTATION]: drill } },
    };
  });
}

/**
 * No connection from or to the pods, but among those of the drill, and to where names are looked up. Policies add up: the
 * second opens what the first has closed (kubernetes.io, "Network Policies").
 */
export function sandboxWalls(id: string, namespaces: NamespaceMap): KubernetesObject[] {
  const peers = [{ namespaceSelector: { matchLabels: { [DRILL_LABEL]: id } } }];
  const names = [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }];
  const ports = ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 }));
  const policyTypes = ["Ingress", "Egress"];
  const within = {
    podSelector: {},
    policyTypes,
    ingress: [{ from: peers }],
    egress: [{ to: peers }, { to: names, ports }],
  };
  const policy = (namespace: string, name: string, spec: object): KubernetesObject => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels: { [DRILL_LABEL]: id } },
    spec,
  });
  return Object.values(namespaces).flatMap((namespace) => [
    policy(namespace, "archipelago-drill-closed", { podSelector: {}, policyTypes }),
    policy(namespace, "archipelago-drill-within", within),
  ]);
}

/** Where Velero reads what it is to change in the objects; a Restore names it. */
export function modifiersObject(
  name: string,
  id: string,
  modifications: readonly Modification[],
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: VELERO_NAMESPACE, labels: { [DRILL_LABEL]: id } },
    data: { "modifiers.json": JSON.stringify(resourceModifiers(modifications)) },
  };
}
