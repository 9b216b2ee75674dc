import type * as pulumi from "../sdk/pulumi.ts";
import { memberCluster } from "../../fleet/backends/karmada/member.ts";
import type { Link } from "../../fleet/links.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { ApiObject } from "../sdk/kubernetes.ts";
import { createMemberSecret } from "./federation.ts";
import type { LinkTarget } from "./target.ts";

/**
 * Time that Karmada has to see a new member, which its API answers for in seconds; and to let go of one, which it looks
 * at every ten seconds.
 */
const TIMEOUTS = { create: "3m", update: "3m", delete: "5m" } as const;

/** A member of Karmada. It goes before its Secret: Karmada cleans up on the member before it lets go. */
export function createKarmadaMember(
  link: Link,
  source: ClusterConnection,
  target: LinkTarget,
  token: pulumi.Output<string>,
  parent: pulumi.Resource,
): void {
  const secret = createMemberSecret(link, source, target, token, parent);
  const member = memberCluster({ name: link.to, region: target.region, endpoint: target.endpoint });
  new ApiObject(
    `${link.from}/karmada/${link.to}/cluster`,
    member,
    inside(source, parent, { dependsOn: secret, customTimeouts: TIMEOUTS }),
  );
}
