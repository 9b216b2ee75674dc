import type * as pulumi from "../sdk/pulumi.ts";
import { createObject } from "../kubernetes/object.ts";
import { Secret } from "../sdk/kubernetes.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { linkSecret, type Link } from "../../fleet/links.ts";
import { remoteServices, type Export } from "../../fleet/mesh/remote-services.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { targetKubeconfig, type LinkTarget } from "./target.ts";

/**
 * A remote secret: istiod of the source cluster reads endpoints at the target through it. The key in it and the
 * cluster name never change, also not in a rotation: istiod takes a new key for another cluster
 * (istio, istioctl/pkg/multicluster/remote_secret.go).
 */
export function createRemoteSecret(
  link: Link,
  source: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  parent: pulumi.Resource,
): pulumi.Resource {
  const metadata = {
    ...linkSecret(link),
    labels: { "istio/multiCluster": "true" },
    annotations: { "networking.istio.io/cluster": target.cluster },
  };
  const stringData = { [target.cluster]: targetKubeconfig(target, token) };
  return new Secret(`${link.from}/istio/${link.to}`, { metadata, stringData }, inside(source, parent));
}

/** Names, at the source, for what the target exports. Returns what of it has to wait, in words. */
export function createRemoteServices(
  link: Link,
  source: ClusterConnection,
  { gateway }: LinkTarget,
  exports: readonly Export[],
  environment: Environment,
  parent: pulumi.Resource,
): readonly string[] {
  const { objects, pending } = remoteServices(link, environment, gateway, exports);
  for (const object of objects) {
    const name = `${link.from}/istio/${object.metadata.name}/${object.kind}`;
    createObject(name, object, inside(source, parent));
  }
  return pending;
}
