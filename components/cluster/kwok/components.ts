/** The programs of a cluster, by the name kwokctl gives them. A running cluster has one process of each. */
export const COMPONENTS = {
  etcd: "etcd",
  "kube-apiserver": "kube-apiserver",
  "kube-controller-manager": "kube-controller-manager",
  "kube-scheduler": "kube-scheduler",
  "kwok-controller": "kwok",
} as const;
