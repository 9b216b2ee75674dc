import { DECLARED } from "../../declared-label.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { kindNamed, resourceName, type Kind } from "../kinds.ts";
import { FEDERATED_TYPES, KUBEFED_CORE, KUBEFED_NAMESPACE } from "./names.ts";

const [FEDERATED_GROUP = "", FEDERATED_VERSION = ""] = FEDERATED_TYPES.split("/");

/** Kinds that upstream has federated kinds for (kubefed, charts/kubefed/crds/crds.yaml), besides Namespace. */
export const UPSTREAM_KINDS: readonly Kind[] = [
  kindNamed("", "ConfigMap"),
  kindNamed("", "Secret"),
  kindNamed("", "Service"),
  kindNamed("", "ServiceAccount"),
  kindNamed("apps", "Deployment"),
  kindNamed("apps", "ReplicaSet"),
  kindNamed("batch", "Job"),
  kindNamed("networking.k8s.io", "Ingress"),
  kindNamed("rbac.authorization.k8s.io", "ClusterRole"),
];

/** Kinds that this program has federated kinds for: what else workloads are made of, and may be replaced as a whole. */
export const OWN_KINDS: readonly Kind[] = [
  kindNamed("", "LimitRange"),
  kindNamed("", "ResourceQuota"),
  kindNamed("apps", "DaemonSet"),
  kindNamed("apps", "StatefulSet"),
  kindNamed("autoscaling", "HorizontalPodAutoscaler"),
  kindNamed("batch", "CronJob"),
  kindNamed("networking.k8s.io", "NetworkPolicy"),
  kindNamed("policy", "PodDisruptionBudget"),
  kindNamed("rbac.authorization.k8s.io", "ClusterRoleBinding"),
  kindNamed("rbac.authorization.k8s.io", "Role"),
  kindNamed("rbac.authorization.k8s.io", "RoleBinding"),
];

const FEDERATED = new Set([...UPSTREAM_KINDS, ...OWN_KINDS]);

/** Whether there is a federated kind for it. */
export function isFederated(kind: Kind): boolean {
  return FEDERATED.has(kind);
}

export const NAMESPACE: Kind = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};

/** `FederatedDeployment` of `Deployment`. */
export function federatedKind({ kind }: Pick<Kind, "kind">): string {
  return `Federated${kind}`;
}

/** The name of a federated kind in paths and in rights. */
export function federatedPlural({ plural }: Pick<Kind, "plural">): string {
  return `federated${plural}`;
}

/** The custom definition of a federated kind. */
export function definitionName(kind: Kind): string {
  return `${federatedPlural(kind)}.${FEDERATED_GROUP}`;
}

/**
 * Tells KubeFed of a kind: as long as this is there, it has an eye on all objects of the kind, in every member.
 *
 * @param propagation Whether it also carries them out. Of namespaces it must not: those are the regions', and KubeFed
 * only has to find out which of them is where (kubefed, pkg/controller/federatedtypeconfig/controller.go: the type of
 * namespaces is asked for, and not whether it is enabled).
 */
export function typeConfig(kind: Kind, propagation: "Enabled" | "Disabled"): KubernetesObject {
  // A FederatedNamespace is in the namespace that it is about.
  const federatedScope = kind.namespaced || kind === NAMESPACE ? "Namespaced" : "Cluster";
  return {
    apiVersion: KUBEFED_CORE,
    kind: "FederatedTypeConfig",
    metadata: { name: resourceName(kind), namespace: KUBEFED_NAMESPACE, labels: DECLARED },
    spec: {
      federatedType: {
        group: FEDERATED_GROUP,
        version: FEDERATED_VERSION,
        kind: federatedKind(kind),
        pluralName: federatedPlural(kind),
        scope: federatedScope,
      },
      propagation,
      targetType: {
        ...(kind.group === "" ? {} : { group: kind.group }),
        version: kind.version,
        kind: kind.kind,
        pluralName: kind.plural,
        scope: kind.namespaced ? "Namespaced" : "Cluster",
      },
    },
  };
}

/** The definition of a federated kind that upstream has not, with the fields of those that it has. */
export function federatedDefinition(kind: Kind): KubernetesObject {
  const names = { kind: federatedKind(kind), plural: federatedPlural(kind) };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: definitionName(kind) },
    spec: {
      group: FEDERATED_GROUP,
      names: {
        ...names,
        singular: names.kind.toLowerCase(),
        listKind: `${names.kind}List`,
      },
      scope: kind.namespaced ? "Namespaced" : "Cluster",
      versions: [
        {
          name: FEDERATED_VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: FEDERATED_SCHEMA },
        },
      ],
    },
  };
}

const text = { type: "string" };
const anything = { "x-kubernetes-preserve-unknown-fields": true };
const anyObject = { type: "object", ...anything };
const objectOf = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  ...(required.length === 0 ? {} : { required }),
});
const listOf = (items: object) => ({ type: "array", items });

const FEDERATED_SCHEMA = objectOf(
  {
    apiVersion: text,
    kind: text,
    metadata: { type: "object" },
    spec: objectOf({
      template: anyObject,
      placement: objectOf({
        clusters: listOf(objectOf({ name: text }, ["name"])),
        clusterSelector: objectOf({
          matchLabels: { type: "object", additionalProperties: text },
          matchExpressions: listOf(
            objectOf({ key: text, operator: text, values: listOf(text) }, ["key", "operator"]),
          ),
        }),
      }),
      overrides: listOf(
        objectOf({
          clusterName: text,
          clusterOverrides: listOf(
            objectOf({ op: { ...text, pattern: "^(add|remove|replace)?$" }, path: text, value: anything }, [
              "path",
            ]),
          ),
        }),
      ),
      retainReplicas: { type: "boolean" },
    }),
    status: objectOf({
      clusters: listOf(objectOf({ name: text, remoteStatus: anyObject, status: text }, ["name"])),
      conditions: listOf(
        objectOf(
          {
            type: text,
            status: text,
            reason: text,
            lastTransitionTime: { ...text, format: "date-time" },
            lastUpdateTime: { ...text, format: "date-time" },
          },
          ["type", "status"],
        ),
      ),
      observedGeneration: { type: "integer", format: "int64" },
    }),
  },
  ["spec"],
);
