import type { KubernetesObject } from "../../manifests.ts";
import type { Rule } from "../../rule.ts";

/**
 * What Karmada may carry with least rights: ordinary kinds of applications. No Secrets, whose watch on all namespaces
 * would have the tokens of all landing pads, and no roles, which would let it give itself more.
 */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "": {
    ConfigMap: "configmaps",
    PersistentVolumeClaim: "persistentvolumeclaims",
    Service: "services",
    ServiceAccount: "serviceaccounts",
  },
  apps: {
    DaemonSet: "daemonsets",
    Deployment: "deployments",
    ReplicaSet: "replicasets",
    StatefulSet: "statefulsets",
  },
  autoscaling: { HorizontalPodAutoscaler: "horizontalpodautoscalers" },
  batch: { CronJob: "cronjobs", Job: "jobs" },
  "networking.k8s.io": { Ingress: "ingresses", NetworkPolicy: "networkpolicies" },
  policy: { PodDisruptionBudget: "poddisruptionbudgets" },
};

/** These kinds, with the given verbs. */
export function onKinds(verbs: readonly string[]): Rule[] {
  return Object.entries(KINDS).map(([group, resources]) => ({
    apiGroups: [group],
    resources: Object.values(resources),
    verbs: [...verbs],
  }));
}

/** Whether an object is of one of these kinds, and in a namespace. */
export function isOrdinary({ apiVersion, kind, metadata }: KubernetesObject): boolean {
  const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  return metadata.namespace !== undefined && Object.hasOwn(KINDS[group ?? ""] ?? {}, kind);
}
