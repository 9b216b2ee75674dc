import * as gcp from "../../sdk/gcp.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import type { BackupStorePlan } from "../../../fleet/clouds/gcp/backup-store.ts";
import { makeKey, type KeptKeys, type UsableKey } from "./key.ts";

/** A bucket for the backups of a region: closed to the public, with older versions kept, sealed as the clusters are. */
export class BackupStore extends pulumi.ComponentResource {
  constructor(
    name: string,
    { bucket, key: sealed, protect }: BackupStorePlan,
    kept: KeptKeys,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:cluster:BackupStore", name, {}, options);
    const key = createStoreKey(name, bucket.project, sealed, kept, this);
    const { labels, lifecycleRules, ...rest } = bucket;
    new gcp.Bucket(
      name,
      {
        ...rest,
        labels: { ...labels },
        lifecycleRules: lifecycleRules.map((rule) => ({ ...rule })),
        ...(key === undefined ? {} : { encryption: { defaultKmsKeyName: key.name } }),
      },
      { parent: this, protect, dependsOn: [...(key?.rights ?? [])] },
    );
    this.registerOutputs({});
  }
}

function createStoreKey(
  name: string,
  project: string,
  plan: BackupStorePlan["key"],
  kept: KeptKeys,
  parent: pulumi.Resource,
): UsableKey | undefined {
  if (plan.kind === "google") return undefined;
  if (plan.kind === "used") return { name: plan.name, rights: [] };
  // Cloud Storage makes its agent when it is asked who that is.
  const { member } = gcp.getProjectServiceAccountOutput({ project }, { parent });
  return makeKey(name, plan, [{ name: "storage", member }], kept, parent);
}
