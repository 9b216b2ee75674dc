import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";
import type { MadeNetwork, UsedNetwork } from "../../../fleet/clouds/gcp/network.ts";

/** A network that a cluster can be put into. */
export interface UsableNetwork {
  readonly network: pulumi.Input<string>;
  readonly subnetwork: pulumi.Input<string>;
  /** What has to be there before the cluster, and goes after it: the way out, for one. */
  readonly ready: readonly pulumi.Resource[];
}

export function createNetwork(
  name: string,
  { place, network }: GkePlan,
  parent: pulumi.Resource,
): UsableNetwork {
  return network.kind === "made"
    ? makeNetwork(name, place.project, network, parent)
    : useNetwork(name, network, parent);
}

function makeNetwork(
  name: string,
  project: string,
  { network, subnetwork, nat }: MadeNetwork,
  parent: pulumi.Resource,
): UsableNetwork {
  const made = new gcp.Network(name, { project, ...network }, { parent });
  const nodes = new gcp.Subnetwork(
    name,
    {
      project,
      ...subnetwork,
      network: made.id,
      secondaryIpRanges: subnetwork.secondaryIpRanges.map((range) => ({ ...range })),
    },
    { parent },
  );
  const ready: pulumi.Resource[] = [made, nodes];
  if (nat !== undefined) {
    const router = new gcp.Router(name, { project, ...nat.router, network: made.id }, { parent });
    ready.push(router, new gcp.RouterNat(name, { project, ...nat.gateway, router: router.name }, { parent }));
  }
  return { network: made.id, subnetwork: nodes.id, ready };
}

function useNetwork(
  name: string,
  { network, subnetwork, firewall }: UsedNetwork,
  parent: pulumi.Resource,
): UsableNetwork {
  if (firewall === undefined) return { network, subnetwork, ready: [] };
  const { sourceRanges, allows, ...rest } = firewall;
  const peers = new gcp.Firewall(
    `${name}/peers`,
    { ...rest, network, sourceRanges: [...sourceRanges], allows: allows.map((allow) => ({ ...allow })) },
    { parent },
  );
  return { network, subnetwork, ready: [peers] };
}
