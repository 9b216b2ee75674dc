import * as pulumi from "../sdk/pulumi.ts";
import { Provider } from "../sdk/kubernetes.ts";
import type { Cluster } from "../../fleet/fleet.ts";
import { clusterFullName } from "../../fleet/names.ts";
import { CHANGES_IN_PLACE, type ClusterConnection } from "./connection.ts";
import { existingCluster } from "./existing.ts";
import type { ClusterFacts } from "./facts.ts";
import { KwokCluster } from "./kwok/kwok-cluster.ts";

export interface FleetClusterArgs {
  /** The cluster as declared. */
  readonly cluster: Cluster;
  /** Name of the fleet and of the environment; part of the name that the cluster has outside of both. */
  readonly fleet: string;
  readonly environment: string;
  /** Kubeconfig of a cluster that exists; required for the provisioner `existing`, unused for the others. */
  readonly kubeconfig?: pulumi.Input<string>;
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
    const { facts, deletedWith } = provision(name, args, this);
    this.kubeconfig = pulumi.secret(facts.kubeconfig);
    this.endpoint = facts.endpoint;
    this.ca = facts.ca;
    this.identifier = facts.identifier;
    this.version = facts.version;
    const provider = new Provider(
      name,
      // Without clusterIdentifier a kubeconfig that is unknown in a preview would replace all that is in the cluster.
      { kubeconfig: this.kubeconfig, clusterIdentifier: this.identifier, ...CHANGES_IN_PLACE },
      { parent: this },
    );
    this.connection = { name, provider, deletedWith };
    this.registerOutputs({ endpoint: this.endpoint, version: this.version, identifier: this.identifier });
  }
}

function provision(
  name: string,
  { cluster, fleet, environment, kubeconfig }: FleetClusterArgs,
  parent: pulumi.Resource,
): { facts: ClusterFacts; deletedWith: pulumi.Resource | undefined } {
  const fullName = clusterFullName(fleet, environment, cluster.name);
  switch (cluster.provisioner.kind) {
    case "kwok": {
      const { podCidr, serviceCidr } = cluster;
      const spec = { name: fullName, nodes: cluster.provisioner.nodes, podCidr, serviceCidr };
      const made = new KwokCluster(name, spec, { parent });
      return { facts: made, deletedWith: made };
    }
    case "existing": {
      if (kubeconfig === undefined)
        throw new Error(`Cluster "${name}" is an existing one: its kubeconfig is missing.`);
      return { facts: existingCluster(fullName, kubeconfig, cluster.version), deletedWith: undefined };
    }
  }
}
