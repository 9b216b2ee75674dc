import { textAt } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { memberObjection } from "./iam.ts";
import { objectionToKey } from "./kms.ts";
import { reference, text } from "./names.ts";

export const BUCKET = "gcp:storage/bucket:Bucket";

const bucket: ResourceType = {
  immutable: ["name", "location", "project", "enableObjectRetention"],
  id: ({ inputs }) => text(inputs, "name"),
  // Names of buckets are unique in the world.
  objection: ({ inputs }, cloud, before) => {
    const name = text(inputs, "name");
    if (before === undefined && cloud.find(BUCKET, name) !== undefined)
      return `googleapi: Error 409: Your previous request to create the named bucket succeeded and you already own it., conflict`;
    const key = textAt(inputs, "encryption.defaultKmsKeyName");
    return objectionToKey(key, "gs-project-accounts", text(inputs, "location"), cloud);
  },
  computed: {
    url: ({ id }) => `gs://${id}`,
    selfLink: ({ id }) => `https://www.googleapis.com/storage/v1/b/${id}`,
    effectiveLabels: ({ inputs }) => inputs.labels ?? {},
  },
  objectionToDelete: ({ id, inputs, outputs }) => {
    if (inputs.forceDestroy === true || outputs.holdsObjects !== true) return undefined;
    return `Error trying to delete bucket ${id} containing objects without \`force_destroy\` set to true`;
  },
};

const bucketMember: ResourceType = {
  global: true,
  immutable: ["bucket", "role", "member", "condition"],
  id: ({ inputs }) =>
    ["bucket", "role", "member", "condition.title"].map((path) => textAt(inputs, path) ?? "").join("/"),
  references: [reference("bucket", BUCKET)],
  objection: ({ inputs }, cloud) => {
    const found = cloud.find(BUCKET, text(inputs, "bucket"));
    if (inputs.condition !== undefined && found?.inputs.uniformBucketLevelAccess !== true)
      return "googleapi: Error 412: To add a condition to a bucket's IAM policy, enable uniform bucket-level access first., conditionNotMet";
    return memberObjection(text(inputs, "member"), cloud);
  },
  computed: { etag: () => "CAE=" },
};

export const STORAGE: ResourceTypes = {
  [BUCKET]: bucket,
  "gcp:storage/bucketIAMMember:BucketIAMMember": bucketMember,
};
