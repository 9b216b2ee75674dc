import type { Gke } from "../../declaration/provisioners/gke.ts";
import { nameOf, type GkePlace } from "./names.ts";

/** Whose key Secrets, disks of nodes and backups are encrypted with. */
export type KeyPlan =
  | { readonly kind: "google" }
  | { readonly kind: "used"; readonly name: string }
  | (MadeKey & {
      readonly kind: "made";
      /** Who uses it, as a function of the number that Google gave the project. */
      readonly agents: readonly { readonly name: string; readonly service: string }[];
    });

/** A key with a ring of its own. */
export interface MadeKey {
  readonly project: string;
  readonly ring: { readonly name: string; readonly location: string };
  readonly key: {
    readonly name: string;
    readonly purpose: "ENCRYPT_DECRYPT";
    readonly rotationPeriod: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

/** 90 days. Versions that are no longer the newest still decrypt. */
const ROTATION = `${90 * 24 * 3600}s`;

/** What a service agent may do with a key, and nothing else with it. */
export const KEY_ROLE = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

/**
 * Domains of the service agents that use the key. Sources: cloud.google.com/kubernetes-engine/docs/how-to/
 * encrypting-secrets, …/using-cmek, and …/add-on/backup-for-gke/concepts/about-restore ("CMEK").
 */
const AGENTS = {
  secrets: { name: "secrets", service: "container-engine-robot" },
  disks: { name: "disks", service: "compute-system" },
  backups: { name: "backups", service: "gcp-sa-gkebackup" },
} as const;

/** A key lies where its cluster is; never in `global`, which no one can say the place of. */
export function planKey(
  { use, key, backup }: Gke,
  place: GkePlace,
  labels: Readonly<Record<string, string>>,
): KeyPlan {
  if (use.key !== undefined) return { kind: "used", name: use.key };
  if (key === "google") return { kind: "google" };
  return {
    kind: "made",
    ...madeKey(place.project, { name: nameOf(place, "keys"), location: place.region }, "cluster", labels),
    agents: [AGENTS.secrets, AGENTS.disks, ...(backup === undefined ? [] : [AGENTS.backups])],
  };
}

export function madeKey(
  project: string,
  ring: MadeKey["ring"],
  name: string,
  labels: Readonly<Record<string, string>>,
): MadeKey {
  return { project, ring, key: { name, purpose: "ENCRYPT_DECRYPT", rotationPeriod: ROTATION, labels } };
}

/** Full name of a ring. Rings are never deleted, so that it stays taken when the cluster is gone. */
export function ringId({ project, ring }: Pick<MadeKey, "project" | "ring">): string {
  return `projects/${project}/locations/${ring.location}/keyRings/${ring.name}`;
}

export function keyId(made: MadeKey): string {
  return `${ringId(made)}/cryptoKeys/${made.key.name}`;
}

/** A service agent of the project, as a member of a policy. */
export function serviceAgent(projectNumber: string, service: string): string {
  return `serviceAccount:service-${projectNumber}@${service}.iam.gserviceaccount.com`;
}
