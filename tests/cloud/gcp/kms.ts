import type { CloudFolder, StoredObject } from "../framework/folder.ts";
import { textAt, type Properties } from "../framework/properties.ts";
import type { ResourceType, ResourceTypes } from "../framework/resource-type.ts";
import { alreadyExists, fullName, reference, text } from "./names.ts";

export const KEY_RING = "gcp:kms/keyRing:KeyRing";
export const CRYPTO_KEY = "gcp:kms/cryptoKey:CryptoKey";
const KEY_MEMBER = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember";

/* Cloud KMS. It deletes neither rings nor keys: what the provider calls a deletion leaves them there, and their names taken. */

const keyRing: ResourceType = {
  // Its location is in its name; a provider of any region finds it by that.
  global: true,
  immutable: ["name", "project", "location"],
  id: fullName((inputs) => `locations/${text(inputs, "location")}/keyRings/${text(inputs, "name")}`),
  unique: (inputs) => `${text(inputs, "location")} ${text(inputs, "name")}`,
  taken: alreadyExists,
  remains: (object) => object,
};

// terraform-provider-google-beta, kms_utils.go: a deletion destroys all versions of a key.
const cryptoKey: ResourceType = {
  global: true,
  immutable: ["name", "keyRing", "purpose"],
  id: ({ inputs }) => `${text(inputs, "keyRing")}/cryptoKeys/${text(inputs, "name")}`,
  unique: (inputs) => `${text(inputs, "keyRing")} ${text(inputs, "name")}`,
  taken: alreadyExists,
  references: [reference("keyRing", KEY_RING)],
  computed: {
    effectiveLabels: ({ inputs }) => inputs.labels ?? {},
    primaries: ({ id }) => [{ name: `${id}/cryptoKeyVersions/1`, state: "ENABLED" }],
  },
  remains: (object) => {
    const primaries = [{ name: `${object.id}/cryptoKeyVersions/1`, state: "DESTROY_SCHEDULED" }];
    return { ...object, outputs: { ...object.outputs, primaries } };
  },
};

const keyMember: ResourceType = {
  global: true,
  immutable: ["cryptoKeyId", "role", "member"],
  id: ({ inputs }) => ["cryptoKeyId", "role", "member"].map((key) => text(inputs, key)).join("/"),
  references: [reference("cryptoKeyId", CRYPTO_KEY)],
  computed: { etag: () => "BwYAAAAA" },
};

/** What Google says of a key that one of its services is not to use, cannot use, or that is elsewhere. */
export function objectionToKey(
  key: string | undefined,
  agent: string,
  location: string,
  cloud: CloudFolder,
): string | undefined {
  if (key === undefined) return undefined;
  const found = cloud.find(CRYPTO_KEY, key);
  if (found === undefined) return `googleapi: Error 404: CryptoKey ${key} not found., notFound`;
  if (!key.includes(`/locations/${location.toLowerCase()}/`))
    return `googleapi: Error 400: the key ${key} is not in ${location}, badRequest`;
  if (stateOf(found) !== "ENABLED")
    return `googleapi: Error 400: ${key} is not enabled, current state is: ${stateOf(found)}., failedPrecondition`;
  const may = cloud
    .ofType(KEY_MEMBER)
    .some(({ inputs }) => inputs.cryptoKeyId === key && textAt(inputs, "member")?.includes(`@${agent}.`));
  return may
    ? undefined
    : `googleapi: Error 403: Permission denied on Cloud KMS key. Please ensure that your ${agent} service account has been authorized to use this key., forbidden`;
}

function stateOf({ outputs }: StoredObject): string {
  return textAt(outputs, "primaries.state") ?? "";
}

export const KMS: ResourceTypes = {
  [KEY_RING]: keyRing,
  [CRYPTO_KEY]: cryptoKey,
  [KEY_MEMBER]: keyMember,
};

/** What `gcp.kms.getKeyRings` and `getCryptoKeys` tell. */
export function keyRingsIn(cloud: CloudFolder, project: string, location: string): Properties {
  const keyRings = cloud
    .ofType(KEY_RING)
    .filter(({ id }) => id.startsWith(`projects/${project}/locations/${location}/`))
    .map(({ id, inputs }) => ({ id, name: text(inputs, "name") }));
  return { id: `projects/${project}/locations/${location}/keyRings`, project, location, keyRings };
}

export function cryptoKeysIn(cloud: CloudFolder, keyRing: string): Properties {
  const keys = cloud
    .ofType(CRYPTO_KEY)
    .filter(({ inputs }) => inputs.keyRing === keyRing)
    .map(({ id, inputs, outputs }) => ({ id, ...inputs, ...outputs, pulumiLabels: {} }));
  return { id: keyRing, keyRing, keys };
}
