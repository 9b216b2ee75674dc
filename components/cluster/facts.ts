import type * as pulumi from "../sdk/pulumi.ts";

/** What every provisioner gives, whatever it does to get there. */
export interface ClusterFacts {
  /** Secret. Holds no token that expires. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** PEM bundle of the API server's certificate authority, in base64. */
  readonly ca: pulumi.Output<string>;
  /** Changes when the cluster is made anew, and only then. */
  readonly identifier: pulumi.Output<string>;
  /** Kubernetes version, `v1.35.4`; as declared, or `unknown`, for a cluster that the program did not make. */
  readonly version: pulumi.Output<string>;
}
