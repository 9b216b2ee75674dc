import * as pulumi from "../sdk/pulumi.ts";
import type { NameEndpoint } from "../../fleet/dns/endpoints.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";

export interface NameEndpointsArgs {
  readonly cluster: ClusterConnection;
  readonly endpoints: readonly NameEndpoint[];
}

/** Global names, as DNSEndpoints of the cluster whose external-dns writes them. */
export class NameEndpoints extends pulumi.ComponentResource {
  /** The names, in full, once their objects are there. */
  readonly names: pulumi.Output<string[]>;

  constructor(
    name: string,
    { cluster, endpoints }: NameEndpointsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:dns:NameEndpoints", name, {}, options);
    const objects = endpoints.map(({ object }) =>
      createObject(`${name}/${object.metadata.name}`, object, inside(cluster, this)),
    );
    const there = objects.map(({ urn }, index) => urn.apply(() => endpoints[index]?.name ?? ""));
    this.names = pulumi.all(there);
    this.registerOutputs({});
  }
}
