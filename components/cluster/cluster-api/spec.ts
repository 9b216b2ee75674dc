/** What the resource of a cluster is told. */
export interface WorkloadSpec {
  /** Kubeconfig of the hub; secret. */
  readonly hub: string;
  readonly namespace: string;
  /** Name of the Cluster. */
  readonly name: string;
  /** Kubernetes version that it is to run, `v1.35.4`. */
  readonly version: string;
  /** Secret with its kubeconfig. */
  readonly kubeconfigSecret: string;
  /** Digest of its objects: with others there is something to wait for. */
  readonly objects: string;
  readonly readySeconds: number;
  readonly deleteSeconds: number;
}

/** What it finds out. */
export interface WorkloadFacts {
  readonly kubeconfig: string;
  readonly endpoint: string;
  readonly ca: string;
  /** Of the Cluster object: another one is another cluster. */
  readonly identifier: string;
}
