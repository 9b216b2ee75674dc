import type { Cluster } from "../../fleet/fleet.ts";
import { EAST_WEST_GATEWAY, ISTIO_NAMESPACE } from "../../fleet/platform/istio/names.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { ServiceStatus, type Release } from "../sdk/kubernetes.ts";
import * as pulumi from "../sdk/pulumi.ts";

export interface GatewayAddressArgs {
  readonly cluster: Cluster;
  readonly connection: ClusterConnection;
  /** The releases on the cluster, by name. */
  readonly releases: ReadonlyMap<string, Release>;
}

/**
 * Addresses at which other networks reach the mesh gateway of a cluster: as declared, or those that its load balancer
 * was given. `undefined` if it has none, at once or when it is known; nobody gives any out on a simulated cluster.
 */
export function gatewayAddresses(
  { cluster, connection, releases }: GatewayAddressArgs,
  parent: pulumi.Resource,
): pulumi.Input<{ addresses: string[] } | undefined> {
  if (cluster.gateway !== undefined) return { addresses: [...cluster.gateway] };
  const release = releases.get(EAST_WEST_GATEWAY);
  if (release === undefined || cluster.simulated) return undefined;
  // The id comes out of the release: as long as it is not installed, as in a first preview, the engine knows no id, and
  // does not look for a Service that is not there. A release is done when its load balancer has an address.
  const id = release.status.apply(({ namespace }) => `${namespace ?? ISTIO_NAMESPACE}/${EAST_WEST_GATEWAY}`);
  const service = new ServiceStatus(`${cluster.name}/${EAST_WEST_GATEWAY}`, id, inside(connection, parent));
  return service.status.apply((status) => {
    const ingress = status.loadBalancer?.ingress ?? [];
    const addresses = ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
    return addresses.length === 0 ? undefined : { addresses };
  });
}
