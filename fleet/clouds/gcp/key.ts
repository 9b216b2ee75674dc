import type { Gke } from "../../declaration/provisioners/gke.ts";
import { nameOf, type GkePlace } from "./names.ts";

/** Whose key Secrets, disks of nodes and backups are encrypted with. */
export type KeyPlan =
  | { readonly kind: "google" }
  | { readonly kind: "used"; readonly name: string }
  | {
      readonly kind: "made";
      readonly ring: { readonly name: string; readonly location: string };
      readonly key: {
        readonly name: string;
        readonly purpose: "ENCRYPT_DECRYPT";
        readonly rotationPeriod: string;
        readonly labels: Readonly<Record<string, string>>;
      };
      /** Who uses it, as a function of the number that Google gave the project. */
      readonly agents: readonly { readonly name: string; readonly service: string }[];
    };

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
    ring: { name: nameOf(place, "keys"), location: place.region },
    key: { name: "cluster", purpose: "ENCRYPT_DECRYPT", rotationPeriod: ROTATION, labels },
    agents: [AGENTS.secrets, AGENTS.disks, ...(backup === undefined ? [] : [AGENTS.backups])],
  };
}

/** A service agent of the project, as a member of a policy. */
export function serviceAgent(projectNumber: string, service: string): string {
  return `serviceAccount:service-${projectNumber}@${service}.iam.gserviceaccount.com`;
}
