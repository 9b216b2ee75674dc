import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { textAt } from "../framework/properties.ts";
import { CLUSTER } from "./container.ts";
import { objectionToKey } from "./kms.ts";
import { alreadyExists, fullName, reference, text } from "./names.ts";

/* Backup for GKE. */

const backupPlan: ResourceType = {
  immutable: ["name", "project", "location", "cluster"],
  id: fullName((inputs) => `locations/${text(inputs, "location")}/backupPlans/${text(inputs, "name")}`),
  unique: (inputs) => text(inputs, "name"),
  taken: alreadyExists,
  // A plan outlives its cluster.
  references: [{ ...reference("cluster", CLUSTER), loose: true }],
  objection: ({ inputs }, cloud) =>
    objectionToKey(
      textAt(inputs, "backupConfig.encryptionKey.gcpKmsEncryptionKey"),
      "gcp-sa-gkebackup",
      text(inputs, "location"),
      cloud,
    ),
  computed: { uid: () => "uid", effectiveLabels: ({ inputs }) => inputs.labels ?? {} },
};

export const BACKUP: ResourceTypes = { "gcp:gkebackup/backupPlan:BackupPlan": backupPlan };
