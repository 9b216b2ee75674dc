import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import { KEY_ROLE, serviceAgent } from "../../../fleet/clouds/gcp/key.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";

/** A key of Cloud KMS. */
export interface UsableKey {
  /** Its full name. */
  readonly name: pulumi.Input<string>;
  /** Who may use it: without them GKE refuses the key. */
  readonly rights: readonly pulumi.Resource[];
}

/**
 * The key of a cluster; `undefined` where it is Google's. Cloud KMS deletes neither rings nor keys, only what is in
 * them; so a key that is made stays as it is, and what it has encrypted can still be read.
 */
export function createKey(
  name: string,
  { place, key }: GkePlan,
  parent: pulumi.Resource,
): UsableKey | undefined {
  if (key.kind === "google") return undefined;
  if (key.kind === "used") return { name: key.name, rights: [] };
  const { project } = place;
  const kept = { parent, retainOnDelete: true };
  const ring = new gcp.KeyRing(name, { project, ...key.ring }, kept);
  const made = new gcp.CryptoKey(name, { keyRing: ring.id, ...key.key, labels: { ...key.key.labels } }, kept);
  const { number } = gcp.getProjectOutput({ projectId: project }, { parent });
  const rights = key.agents.map(({ name: agent, service }) => {
    const member = number.apply((text) => serviceAgent(text, service));
    const args = { cryptoKeyId: made.id, role: KEY_ROLE, member };
    return new gcp.CryptoKeyIAMMember(`${name}/key/${agent}`, args, { parent });
  });
  return { name: made.id, rights };
}
