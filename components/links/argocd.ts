import * as pulumi from "../sdk/pulumi.ts";
import { Secret } from "../sdk/kubernetes.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { linkSecret, type Link } from "../../fleet/links.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import type { LinkTarget } from "./target.ts";

/**
 * A cluster secret: Argo CD on the hub deploys to the target through it, into the declared namespaces and nowhere
 * else (argo-cd, docs/operator-manual/declarative-setup.md, "Clusters").
 */
export function createClusterSecret(
  link: Link,
  hub: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  environment: Environment,
  parent: pulumi.Resource,
): void {
  const config = pulumi
    .all([target.ca, token])
    .apply(([caData, bearerToken]) =>
      JSON.stringify({ bearerToken, tlsClientConfig: { insecure: false, caData } }),
    );
  const metadata = {
    ...linkSecret(link),
    labels: {
      "argocd.argoproj.io/secret-type": "cluster",
      "archipelago/environment": environment.name,
      "archipelago/region": target.region,
      "archipelago/country": target.country,
    },
  };
  const stringData = {
    name: target.cluster,
    server: target.endpoint,
    namespaces: (environment.gitops?.namespaces ?? []).join(","),
    clusterResources: "false",
    config,
  };
  new Secret(`${link.from}/argocd/${link.to}`, { metadata, stringData }, inside(hub, parent));
}
