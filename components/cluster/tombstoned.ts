import * as pulumi from "../sdk/pulumi.ts";
import { Provider } from "../sdk/kubernetes.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";

export interface TombstonedClusterArgs {
  /** As it was while the cluster lived: another one would replace what is in it. */
  readonly identifier: string;
}

/**
 * Nobody can listen on port 0, so the answer is "no" at once, whatever a network does with packets to the cluster that
 * was; and one that lives after all is not touched.
 */
const NOWHERE = "https://127.0.0.1:0";

/**
 * A cluster that is gone for good. It stands where its FleetCluster stood, and keeps nothing but the provider: without
 * it the engine could not let go of what was inside. The one place where `deleteUnreachable` is set: elsewhere an
 * outage would look like a deletion. It goes when the cluster's entry is removed from the declaration.
 */
export class TombstonedCluster extends pulumi.ComponentResource {
  constructor(
    name: string,
    { identifier }: TombstonedClusterArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:cluster:FleetCluster", name, {}, options);
    const kubeconfig = kubeconfigFor({ name, endpoint: NOWHERE, ca: "", user: {} });
    const args = { kubeconfig, clusterIdentifier: identifier, deleteUnreachable: true };
    new Provider(name, args, { parent: this });
    this.registerOutputs({});
  }
}
