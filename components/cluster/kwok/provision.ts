import type { Provision } from "../provision.ts";
import { KwokCluster } from "./kwok-cluster.ts";

/** Local clusters. All that is in one goes with it. */
export function provisioner(): Provision {
  return ({ cluster, fullName, parent }) => {
    const { name, provisioner: declared, podCidr, serviceCidr, controlPlane } = cluster;
    if (declared.kind !== "kwok") throw new TypeError(`Cluster "${name}" is not a local one.`);
    const made = new KwokCluster(
      name,
      {
        name: fullName,
        nodes: controlPlane ? 0 : declared.nodes,
        podCidr,
        serviceCidr,
        ...(controlPlane ? { karmada: true } : {}),
      },
      { parent },
    );
    return { facts: made, deletedWith: made };
  };
}
