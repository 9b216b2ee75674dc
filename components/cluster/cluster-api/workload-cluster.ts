import * as pulumi from "../../sdk/pulumi.ts";
import type { WorkloadFacts, WorkloadSpec } from "./spec.ts";

export type WorkloadClusterArgs = {
  readonly [Key in keyof WorkloadSpec]: Key extends "hub" ? pulumi.Output<string> : WorkloadSpec[Key];
};

/**
 * What becomes of a Cluster on the hub. Created when it is ready, updated when it has changed; and the first to go: it
 * deletes the Cluster and waits, with a bound, until Cluster API has taken down what it made.
 */
export class WorkloadCluster extends pulumi.CustomResource {
  declare readonly kubeconfig: pulumi.Output<string>;
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly ca: pulumi.Output<string>;
  declare readonly identifier: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;

  constructor(name: string, spec: WorkloadClusterArgs, options?: pulumi.CustomResourceOptions) {
    const facts: Record<keyof WorkloadFacts, undefined> = {
      kubeconfig: undefined,
      endpoint: undefined,
      ca: undefined,
      identifier: undefined,
    };
    const secret = { additionalSecretOutputs: ["hub", "kubeconfig"] };
    super(
      "cluster-api:index:WorkloadCluster",
      name,
      { ...spec, ...facts },
      pulumi.mergeOptions(options, secret),
    );
  }
}
