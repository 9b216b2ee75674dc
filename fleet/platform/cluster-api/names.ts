/** Where the operator of Cluster API runs. */
export const OPERATOR_NAMESPACE = "capi-operator-system";

/** Where Cluster API and its providers run: the names that upstream's manifests have (config/default of each). */
export const PROVIDER_NAMESPACES = {
  core: "capi-system",
  bootstrap: "capi-kubeadm-bootstrap-system",
  controlPlane: "capi-kubeadm-control-plane-system",
  aws: "capa-system",
  gcp: "capg-system",
} as const;

export const CLUSTER_API_NAMESPACES: readonly string[] = [
  OPERATOR_NAMESPACE,
  ...Object.values(PROVIDER_NAMESPACES),
];
