import * as pulumi from "../../sdk/pulumi.ts";
import type { KwokFacts, KwokSpec } from "./spec.ts";

/**
 * A real Kubernetes API server, controller manager, scheduler and etcd as processes of this machine, on loopback,
 * with nodes that KWOK simulates. Kept in `.archipelago/clusters/<name>`; an `up` starts what has stopped.
 */
export class KwokCluster extends pulumi.CustomResource {
  declare readonly identifier: pulumi.Output<string>;
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly ca: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;
  declare readonly issuer: pulumi.Output<string>;
  declare readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, spec: KwokSpec, options?: pulumi.CustomResourceOptions) {
    const facts: Record<keyof KwokFacts, undefined> = {
      identifier: undefined,
      endpoint: undefined,
      ca: undefined,
      version: undefined,
      issuer: undefined,
      kubeconfig: undefined,
    };
    const secret = { additionalSecretOutputs: ["kubeconfig"] };
    super("kwok:index:Cluster", name, { ...spec, ...facts }, pulumi.mergeOptions(options, secret));
  }
}
