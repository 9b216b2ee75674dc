import * as pulumi from "../sdk/pulumi.ts";
import { Secret } from "../sdk/kubernetes.ts";
import { clusterNamed, type Environment } from "../../fleet/fleet.ts";
import { memberMetadata } from "../../fleet/gitops/member.ts";
import { argocdNamespaces } from "../../fleet/gitops/namespaces.ts";
import { linkSecret, type Link } from "../../fleet/links.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import type { LinkTarget } from "./target.ts";

/**
 * A cluster secret: Argo CD on the hub deploys to the target through it, into the declared namespaces and nowhere
 * else, unless it was given more by name (argo-cd, docs/operator-manual/declarative-setup.md, "Clusters").
 */
export function createClusterSecret(
  link: Link,
  hub: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  environment: Environment,
  parent: pulumi.Resource,
): void {
  const cluster = clusterNamed(environment, link.to);
  const config = pulumi
    .all([target.ca, token])
    .apply(([caData, bearerToken]) =>
      JSON.stringify({ bearerToken, tlsClientConfig: { insecure: false, caData } }),
    );
  const facts = pulumi
    .all([target.endpoint, target.version])
    .apply(([endpoint, version]) =>
      memberMetadata(cluster, environment, { endpoint, version, gateway: target.gateway }),
    );
  const metadata = {
    ...linkSecret(link),
    labels: facts.labels,
    annotations: facts.annotations,
  };
  const stringData = { name: target.cluster, server: target.endpoint, ...scopeOf(environment), config };
  new Secret(`${link.from}/argocd/${link.to}`, { metadata, stringData }, inside(hub, parent));
}

/** Without `namespaces` Argo CD would list every kind in the whole cluster, which its rights do not allow. */
function scopeOf(environment: Environment): Record<string, string> {
  if (environment.gitops?.rights === "cluster-admin") return {};
  return { namespaces: argocdNamespaces(environment).join(","), clusterResources: "false" };
}
