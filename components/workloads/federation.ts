import type { Held } from "../../fleet/backends/handover.ts";
import type { WorkloadShares } from "../../fleet/backends/shares.ts";
import type { Environment } from "../../fleet/fleet.ts";
import type { ClusterConnection } from "../cluster/connection.ts";
import type * as pulumi from "../sdk/pulumi.ts";

/** What the back ends of an environment work with. */
export interface Federation {
  readonly environment: Environment;
  /** Folder of the project. */
  readonly root: string;
  /** The cluster that has the API of the back end. */
  readonly control: ClusterConnection;
  /** The clusters that the control plane knows by now. */
  readonly members: ReadonlySet<string>;
  /** What has to be there first: its members, and what bounds it. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** A workload that a back end has in hand. */
export interface FederatedWorkload extends Held {
  readonly shares: WorkloadShares;
}

/** Makes the objects by which a back end carries its workloads out. All of them at once: some objects are shared. */
export type BackEnd = (workloads: readonly FederatedWorkload[], federation: Federation) => void;
