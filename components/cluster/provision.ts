import type * as pulumi from "../sdk/pulumi.ts";
import type { Cluster, Environment, Region } from "../../fleet/fleet.ts";
import type { LinkTarget } from "../links/target.ts";
import type { ClusterFacts } from "./facts.ts";

/** How a stack reaches the hub of its environment. */
export interface HubAccess {
  readonly target: LinkTarget;
  /** Where the hub is of the same stack: what has to be there before clusters can be made on it. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The stack whose clusters are made. */
export interface ProvisionerContext {
  readonly environment: Environment;
  readonly region: Region;
}

export interface ProvisionArgs {
  /** The cluster as declared. */
  readonly cluster: Cluster;
  /** Name of the cluster outside of its environment, the same in every run: a second creation collides with the first. */
  readonly fullName: string;
  /** Kubeconfig of a cluster that exists; required for the provisioner `existing`, unused for the others. */
  readonly kubeconfig: pulumi.Input<string> | undefined;
  /** The environment's hub, for a provisioner that makes clusters there. */
  readonly hub?: HubAccess | undefined;
  /** Parent of all that is made for the cluster. */
  readonly parent: pulumi.Resource;
}

export interface ProvisionedCluster {
  readonly facts: ClusterFacts;
  /** See {@link ClusterConnection.deletedWith}. */
  readonly deletedWith?: pulumi.Resource;
  /** What has to be there before anything can be put into the cluster, and outlives it: nodes, rights, add-ons. */
  readonly ready?: readonly pulumi.Resource[];
}

/** Makes one cluster, or finds it. */
export type Provision = (args: ProvisionArgs) => ProvisionedCluster;
