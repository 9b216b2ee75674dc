import * as gcp from "../../sdk/gcp.ts";
import type * as pulumi from "../../sdk/pulumi.ts";
import type { GkePlan } from "../../../fleet/clouds/gcp/plan.ts";
import type { UsableKey } from "./key.ts";

/**
 * The cluster's plan of Backup for GKE, where it has one. Google refuses to delete a plan that has backups, and they are
 * what is left of a cluster that is gone: both stay.
 */
export function createBackup(
  name: string,
  { backup }: GkePlan,
  cluster: gcp.Cluster,
  key: UsableKey | undefined,
  parent: pulumi.Resource,
): gcp.BackupPlan[] {
  if (backup === undefined) return [];
  const { labels, backupConfig, ...rest } = backup;
  const { selectedNamespaces, ...config } = backupConfig;
  const args = {
    ...rest,
    cluster: cluster.id,
    labels: { ...labels },
    backupConfig: {
      ...config,
      ...(selectedNamespaces === undefined
        ? {}
        : { selectedNamespaces: { namespaces: [...selectedNamespaces.namespaces] } }),
      ...(key === undefined ? {} : { encryptionKey: { gcpKmsEncryptionKey: key.name } }),
    },
  };
  return [new gcp.BackupPlan(name, args, { parent, retainOnDelete: true })];
}
