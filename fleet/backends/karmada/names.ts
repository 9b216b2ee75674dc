/** Karmada's own namespaces: that of its programs, and that of the Secrets of its members. */
export const KARMADA_NAMESPACES = { system: "karmada-system", members: "karmada-cluster" } as const;

export const CLUSTER_API = "cluster.karmada.io/v1alpha1";

export const POLICY_API = "policy.karmada.io/v1alpha1";

/** On a namespace: Karmada makes it on no member, and deletes it on none (pkg/controllers/namespace). */
export const NO_PROPAGATION = { "namespace.karmada.io/skip-auto-propagation": "true" } as const;
