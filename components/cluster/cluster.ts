import * as pulumi from "../sdk/pulumi.ts";
import { Provider } from "../sdk/kubernetes.ts";
import type { Cluster } from "../../fleet/fleet.ts";
import { clusterFullName } from "../../fleet/names.ts";
import { CHANGES_IN_PLACE, type ClusterConnection } from "./connection.ts";
import type { ClusterFacts } from "./facts.ts";
import type { HubAccess, Provision } from "./provision.ts";

export interface FleetClusterArgs {
  /** The cluster as declared. */
  readonly cluster: Cluster;
  /** Name of the fleet and of the environment; part of the name that the cluster has outside of both. */
  readonly fleet: string;
  readonly environment: string;
  /** How clusters of its kind come to be. */
  readonly provision: Provision;
  /** Kubeconfig of a cluster that exists; required for the provisioner `existing`, unused for the others. */
  readonly kubeconfig: pulumi.Input<string> | undefined;
  /** The environment's hub; required for the provisioner `cluster-api`, unused for the others. */
  readonly hub?: HubAccess | undefined;
}

/** A cluster of the fleet, and the one provider through which its stack reaches it. */
export class FleetCluster extends pulumi.ComponentResource implements ClusterFacts {
  readonly kubeconfig: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  readonly ca: pulumi.Output<string>;
  readonly identifier: pulumi.Output<string>;
  readonly version: pulumi.Output<string>;
  readonly connection: ClusterConnection;

  constructor(name: string, args: FleetClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:cluster:FleetCluster", name, {}, options);
    const { cluster, fleet, environment, kubeconfig, hub } = args;
    const fullName = clusterFullName(fleet, environment, cluster.name);
    const { facts, deletedWith, ready } = args.provision({
      cluster,
      fullName,
      kubeconfig,
      hub,
      parent: this,
    });
    this.kubeconfig = pulumi.secret(facts.kubeconfig);
    this.endpoint = facts.endpoint;
    this.ca = facts.ca;
    this.identifier = facts.identifier;
    this.version = facts.version;
    const provider = new Provider(
      name,
      // Without clusterIdentifier a kubeconfig that is unknown in a preview would replace all that is in the cluster.
      { kubeconfig: this.kubeconfig, clusterIdentifier: this.identifier, ...CHANGES_IN_PLACE },
      { parent: this, ...(ready === undefined ? {} : { dependsOn: [...ready] }) },
    );
    this.connection = { name, provider, deletedWith };
    this.registerOutputs({ endpoint: this.endpoint, version: this.version, identifier: this.identifier });
  }
}
