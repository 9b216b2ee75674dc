/** Where KubeFed and all it keeps is: the namespace that `kubefedctl` takes (kubefed, pkg/controller/util/constants.go). */
export const KUBEFED_NAMESPACE = "kube-federation-system";

/** A federated object with this annotation leaves its copies where they are when it is deleted. */
export const ORPHAN = { "kubefed.io/orphan": "true" } as const;

/** On every copy in a member: KubeFed looks after it (kubefed, pkg/controller/util/managedlabel.go). */
export const MANAGED_LABEL = { "kubefed.io/managed": "true" } as const;

/** Group and version of federated objects. */
export const FEDERATED_TYPES = "types.kubefed.io/v1beta1";

/** Group and version of its own configuration: clusters, types. */
export const KUBEFED_CORE = "core.kubefed.io/v1beta1";

/** Group and version of ReplicaSchedulingPreference. */
export const KUBEFED_SCHEDULING = "scheduling.kubefed.io/v1alpha1";
