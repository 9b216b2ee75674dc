import type * as pulumi from "../sdk/pulumi.ts";
import { ApiObject } from "../sdk/kubernetes.ts";
import { kubefedClusterMetadata } from "../../fleet/backends/kubefed/member.ts";
import { KUBEFED_CORE } from "../../fleet/backends/kubefed/names.ts";
import { clusterNamed, type Environment } from "../../fleet/fleet.ts";
import { linkSecret, type Link } from "../../fleet/links.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createMemberSecret } from "./federation.ts";
import type { LinkTarget } from "./target.ts";

/**
 * What `kubefedctl join` leaves on the host (kubefed, pkg/kubefedctl/join.go): a Secret with a token, and a KubeFedCluster
 * that says where the member is and names the Secret. Nothing waits for the member when it goes.
 */
export function joinKubeFed(
  link: Link,
  hub: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  environment: Environment,
  parent: pulumi.Resource,
): void {
  const secret = createMemberSecret(link, hub, target, token, parent);
  const cluster = clusterNamed(environment, link.to);
  const member = {
    apiVersion: KUBEFED_CORE,
    kind: "KubeFedCluster",
    metadata: kubefedClusterMetadata(cluster, target.slots.get("kubefed")),
    spec: {
      apiEndpoint: target.endpoint,
      caBundle: target.ca,
      secretRef: { name: linkSecret(link).name },
    },
  };
  // It reads the Secret when it sees the cluster, and when the cluster changes.
  const options = inside(hub, parent, { dependsOn: secret });
  new ApiObject(`${link.from}/kubefed/${link.to}/cluster`, member, options);
}
