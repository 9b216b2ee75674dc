import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { NodePoolPlan } from "../../../fleet/clouds/gcp/nodes.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";
import type { UsableKey } from "./key.ts";
import type { UsableAccount } from "./node-account.ts";

/** What node pools refer to. */
export interface NodePoolReferences {
  readonly cluster: gcp.Cluster;
  readonly account: UsableAccount;
  readonly key: UsableKey | undefined;
}

export function createNodePools(
  name: string,
  { place, nodePools }: GkePlan,
  references: NodePoolReferences,
  parent: pulumi.Resource,
): gcp.NodePool[] {
  const { project, location } = place;
  return nodePools.map((pool) => {
    const args = argumentsOf(pool, references);
    return new gcp.NodePool(
      `${name}/${pool.pool}`,
      { project, location, ...args },
      {
        parent,
        dependsOn: [...references.account.rights],
        // How many nodes there are is the autoscaler's to decide once they are there.
        ignoreChanges: ["initialNodeCount", "nodeCount"],
      },
    );
  });
}

function argumentsOf(
  { pool: _, nodeConfig, nodeLocations, ...pool }: NodePoolPlan,
  { cluster, account, key }: NodePoolReferences,
) {
  const { oauthScopes, labels, taints, resourceLabels, ...hardware } = nodeConfig;
  return {
    ...pool,
    cluster: cluster.id,
    ...(nodeLocations === undefined ? {} : { nodeLocations: [...nodeLocations] }),
    nodeConfig: {
      ...hardware,
      oauthScopes: [...oauthScopes],
      labels: { ...labels },
      taints: taints.map((taint) => ({ ...taint })),
      resourceLabels: { ...resourceLabels },
      serviceAccount: account.email,
      ...(key === undefined ? {} : { bootDiskKmsKey: key.name }),
    },
  };
}
