import * as gcp from "../../sdk/gcp.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import { FIRST_NODES } from "../../../fleet/clouds/gcp/cluster.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";
import type { Gke } from "../../../fleet/declaration/provisioners/gke.ts";
import { adopted } from "./adopted.ts";
import { createBackup } from "./backup.ts";
import { createIdentities } from "./identities.ts";
import { createKey, type KeptKeys, type UsableKey } from "./key.ts";
import { createFeatures } from "./features.ts";
import { createMembership } from "./membership.ts";
import { createNetwork, type UsableNetwork } from "./network.ts";
import { createNodeAccount, type UsableAccount } from "./node-account.ts";
import { createNodePools } from "./node-pools.ts";

export interface GkeClusterArgs {
  readonly declared: Gke;
  readonly plan: GkePlan;
  /** Keys that are there already. */
  readonly kept: KeptKeys;
  /** Where the region's backups go, if the program makes it. */
  readonly stores: readonly pulumi.Resource[];
}

/**
 * A cluster of GKE with its network, service accounts, key, node pools, membership and plan of backups. In an upgrade
 * Google raises the control plane first and the nodes after it; in a deletion the nodes go first, then the control plane,
 * then what it stands on.
 */
export class GkeCluster extends pulumi.ComponentResource {
  readonly cluster: gcp.Cluster;
  /** What everything in the cluster needs, and has to be gone before. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: GkeClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:cluster:GkeCluster", name, {}, options);
    const { declared, plan, kept, stores } = args;
    if (declared.adopt) {
      this.cluster = new gcp.Cluster(name, plan.cluster, {
        parent: this,
        protect: declared.deletionProtection,
        ...adopted(plan.place),
      });
      this.ready = [];
    } else {
      const network = createNetwork(name, plan, this);
      const account = createNodeAccount(name, plan, this);
      const key = createKey(name, plan, kept, this);
      this.cluster = createControlPlane(name, args, { network, account, key }, this);
      const pools = createNodePools(name, plan, { cluster: this.cluster, account, key }, this);
      const membership = createMembership(name, plan, this.cluster, this);
      const features = createFeatures(name, plan, membership, this);
      const backup = createBackup(name, plan, this.cluster, key, this);
      const identities = createIdentities(name, plan, { cluster: this.cluster, stores }, this);
      const nodes = [...network.ready, ...account.rights, ...pools];
      this.ready = [...nodes, ...membership, ...features, ...backup, ...identities];
    }
    this.registerOutputs({});
  }
}

/** What the control plane refers to. */
interface References {
  readonly network: UsableNetwork;
  readonly account: UsableAccount;
  readonly key: UsableKey | undefined;
}

/** The control plane, after what it needs from the first moment: its network, the rights of its nodes and its key. */
function createControlPlane(
  name: string,
  { declared, plan }: Pick<GkeClusterArgs, "declared" | "plan">,
  { network, account, key }: References,
  parent: pulumi.Resource,
): gcp.Cluster {
  const keyed = key === undefined ? {} : { bootDiskKmsKey: key.name };
  const nodes = { serviceAccount: account.email, ...keyed };
  const encryption =
    key === undefined ? {} : { databaseEncryption: { state: "ENCRYPTED", keyName: key.name } };
  return new gcp.Cluster(
    name,
    {
      ...plan.cluster,
      network: network.network,
      subnetwork: network.subnetwork,
      ...encryption,
      ...(declared.autopilot
        ? { clusterAutoscaling: { autoProvisioningDefaults: nodes } }
        : { nodeConfig: { ...FIRST_NODES, ...nodes } }),
    },
    {
      parent,
      protect: declared.deletionProtection,
      dependsOn: [...network.ready, ...account.rights, ...(key?.rights ?? [])],
      // Of the pool that is deleted with the creation: what a later version of the program says of it is of no matter.
      ...(declared.autopilot ? {} : { ignoreChanges: ["nodeConfig", "initialNodeCount"] }),
    },
  );
}
