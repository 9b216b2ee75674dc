import type * as pulumi from "../sdk/pulumi.ts";
import { Secret } from "../sdk/kubernetes.ts";
import { FEDERATION_LABEL, linkSecret, type Link } from "../../fleet/links.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import type { LinkTarget } from "./target.ts";

/**
 * What a federation reaches a member with: a token, in the Secret that the member's object names. KubeFed and Karmada
 * read `token` and `caBundle` and nothing else; the address is there for those who compare it with the passport.
 */
export function createMemberSecret(
  link: Link,
  source: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  parent: pulumi.Resource,
): Secret {
  const metadata = { ...linkSecret(link), labels: { [FEDERATION_LABEL]: link.kind } };
  const args = { metadata, data: { caBundle: target.ca }, stringData: { endpoint: target.endpoint, token } };
  return new Secret(`${link.from}/${link.kind}/${link.to}`, args, inside(source, parent));
}
