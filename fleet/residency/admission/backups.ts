import { enumerated, lines, parameter, text } from "./cel.ts";
import { CLOUD_STORAGE } from "./parameters.ts";
import { SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

const config = (key: string, otherwise: string) => `object.spec.?config[?'${key}'].orValue(${otherwise})`;

/** Where Velero may write and read: what the declaration gives the cluster, or a folder inside it. */
const storageLocations: AdmissionRule = {
  name: "backup-storage-locations",
  judgedBy: "cluster",
  resources: [{ group: "velero.io", versions: ["v1"], resources: ["backupstoragelocations"] }],
  conditions: SPEC_CHANGES,
  variables: {
    locations: lines("locations"),
    gcs: "object.spec.provider in ['gcp', 'velero.io/gcp']",
    url: `variables.gcs ? ${config("storeEndpoint", config("universeDomain", "'-'"))} : ${config("s3Url", "'-'")}`,
    folder:
      "object.spec.?objectStorage.?bucket.orValue('') + '/' + object.spec.?objectStorage.?prefix.orValue('')",
    // That of S3 is made unlike the word for Cloud Storage, whatever somebody says.
    region: `variables.gcs ? '${CLOUD_STORAGE}' : ${config("region", "''")}.replace('${CLOUD_STORAGE}', '-')`,
    place: "variables.region + ' ' + variables.url + ' ' + variables.folder",
    // What may be written may be read as well.
    modes:
      "object.spec.?accessMode.orValue('ReadWrite') == 'ReadOnly' ? ['ReadOnly ', 'ReadWrite '] : ['ReadWrite ']",
  },
  validations: [
    {
      // Of another provider the same name would be another bucket.
      expression: "variables.gcs || object.spec.provider in ['aws', 'velero.io/aws']",
      message: text`spec.provider ${"object.spec.provider"}: where its buckets are is not declared; allowed on ${parameter("cluster")}: aws, gcp`,
    },
    {
      expression:
        "variables.modes.exists(m, variables.locations.exists(l, m + variables.place == l || (m + variables.place).startsWith(l + '/')))",
      message: text`spec.objectStorage ${"variables.folder"} in spec.config.region ${config("region", "'(none)'")} with spec.config.s3Url ${"variables.url"}, ${"object.spec.?accessMode.orValue('ReadWrite')"}: the residency that is declared does not give it to ${parameter("cluster")}; allowed: ${enumerated("variables.locations")}`,
    },
    {
      expression: `${config("publicUrl", "variables.url")} == variables.url`,
      message: text`spec.config.publicUrl: another host than that of spec.config.s3Url, which is declared: ${"variables.url"}`,
    },
  ],
};

/** Snapshots are made where the volumes are. */
const snapshotLocations: AdmissionRule = {
  name: "volume-snapshot-locations",
  judgedBy: "cluster",
  resources: [{ group: "velero.io", versions: ["v1"], resources: ["volumesnapshotlocations"] }],
  conditions: SPEC_CHANGES,
  validations: [
    {
      expression: `${config("region", "''")} == ${parameter("region")}`,
      message: text`spec.config.region: residency keeps snapshots of ${parameter("cluster")} in its own region; allowed: ${parameter("region")}`,
    },
  ],
};

export const backups: readonly AdmissionRule[] = [storageLocations, snapshotLocations];
