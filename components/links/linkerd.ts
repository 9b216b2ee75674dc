import type * as pulumi from "../sdk/pulumi.ts";
import { Secret } from "../sdk/kubernetes.ts";
import type { LinkerdMesh } from "../../fleet/declaration/platform-schema.ts";
import { linkSecret, type Link } from "../../fleet/links.ts";
import { CLUSTER_DOMAIN, LINKERD_NAMESPACE, linkObject } from "../../fleet/mesh/linkerd.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";
import { targetKubeconfig, type LinkTarget } from "./target.ts";

/** By this type Linkerd knows credentials of another cluster: linkerd2, pkg/k8s/labels.go, MirrorSecretType. */
const CREDENTIALS = "mirror.linkerd.io/remote-kubeconfig";

/**
 * A Link and its credentials, twice: once for the service mirror, and once where the destination controller looks,
 * which finds the endpoints of services that are reached from pod to pod (linkerd2, multicluster/cmd/link-gen.go).
 * Returns the credentials.
 */
export function createLinkerdLink(
  link: Link,
  source: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  mesh: LinkerdMesh,
  parent: pulumi.Resource,
): readonly pulumi.Resource[] {
  const name = `${link.from}/linkerd/${link.to}`;
  const { name: credentials, namespace } = linkSecret(link);
  const content = { type: CREDENTIALS, stringData: { kubeconfig: targetKubeconfig(target, token) } };
  const ofMirror = new Secret(
    name,
    { metadata: { name: credentials, namespace }, ...content },
    inside(source, parent),
  );
  const metadata = {
    name: credentials,
    namespace: LINKERD_NAMESPACE,
    labels: { "multicluster.linkerd.io/cluster-name": target.cluster },
    annotations: {
      "multicluster.linkerd.io/trust-domain": mesh.trustDomain,
      "multicluster.linkerd.io/cluster-domain": CLUSTER_DOMAIN,
    },
  };
  const ofDestination = new Secret(`${name}/discovery`, { metadata, ...content }, inside(source, parent));
  const object = linkObject(target.cluster, credentials, mesh, target.gateway);
  // The service mirror reads the credentials when it sees the Link, and does not come back for them.
  createObject(`${name}/link`, object, inside(source, parent, { dependsOn: ofMirror }));
  return [ofMirror, ofDestination];
}
