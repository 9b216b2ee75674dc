import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import { KEY_ROLE, keyId, ringId, serviceAgent, type MadeKey } from "../../../fleet/clouds/gcp/key.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";

/** A key of Cloud KMS. */
export interface UsableKey {
  /** Its full name. */
  readonly name: pulumi.Input<string>;
  /** Who may use it: without them Google refuses the key. */
  readonly rights: readonly pulumi.Resource[];
}

/** Full names of the rings and keys that were there when the run began. */
export type KeptKeys = ReadonlySet<string>;

/** Somebody who is to use a key. */
interface User {
  /** In the name of the right. */
  readonly name: string;
  readonly member: pulumi.Input<string>;
}

/** The key of a cluster; `undefined` where it is Google's. */
export function createKey(
  name: string,
  { place, key }: GkePlan,
  kept: KeptKeys,
  parent: pulumi.Resource,
): UsableKey | undefined {
  if (key.kind === "google") return undefined;
  if (key.kind === "used") return { name: key.name, rights: [] };
  const { number } = gcp.getProjectOutput({ projectId: place.project }, { parent });
  const users = key.agents.map(({ name: agent, service }) => ({
    name: agent,
    member: number.apply((text) => serviceAgent(text, service)),
  }));
  return makeKey(name, key, users, kept, parent);
}

/**
 * Makes a key with a ring of its own. Cloud KMS deletes neither rings nor keys, only what is in them; so a key that is
 * made stays as it is, and what it has encrypted can still be read. Where it has stayed from a fleet that was destroyed,
 * it is taken over: a second one of the name there cannot be.
 */
export function makeKey(
  name: string,
  plan: MadeKey,
  users: readonly User[],
  kept: KeptKeys,
  parent: pulumi.Resource,
): UsableKey {
  const options = (id: string) => ({
    parent,
    retainOnDelete: true,
    ...(kept.has(id) ? { import: id } : {}),
  });
  const { project, ring, key } = plan;
  const made = new gcp.KeyRing(name, { project, ...ring }, options(ringId(plan)));
  const own = { keyRing: made.id, ...key, labels: { ...key.labels } };
  const { id } = new gcp.CryptoKey(name, own, options(keyId(plan)));
  const rights = users.map(({ name: user, member }) => {
    const args = { cryptoKeyId: id, role: KEY_ROLE, member };
    return new gcp.CryptoKeyIAMMember(`${name}/key/${user}`, args, { parent });
  });
  return { name: id, rights };
}
