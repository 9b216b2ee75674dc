import * as gcp from "../../sdk/gcp.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import { keyId, ringId, type MadeKey } from "../../../fleet/clouds/gcp/key.ts";
import type { KeptKeys } from "./key.ts";

/**
 * Which of the rings and keys that a stack makes are there already: its own of every day, and those that have stayed when
 * it was destroyed.
 *
 * @throws RunError for a key of the name that is another's, or that can encrypt nothing any more.
 */
export async function findKept(wanted: readonly MadeKey[], provider: gcp.Provider): Promise<KeptKeys> {
  const found = await Promise.all(wanted.map((each) => keptOf(each, provider)));
  return new Set(found.flat());
}

async function keptOf(wanted: MadeKey, provider: gcp.Provider): Promise<string[]> {
  const { project, ring, key } = wanted;
  const { location } = ring;
  const ringName = ringId(wanted);
  const { keyRings } = await gcp.getKeyRings({ project, location }, { provider });
  if (!keyRings.some(({ id }) => id === ringName)) return [];
  const { keys } = await gcp.getCryptoKeys({ keyRing: ringName }, { provider });
  const own = keys.find(({ name = "" }) => name.slice(name.lastIndexOf("/") + 1) === key.name);
  if (own === undefined) return [ringName];
  refuseForeign(wanted, own.effectiveLabels);
  refuseUnusable(wanted, own.primaries[0]?.state);
  return [ringName, keyId(wanted)];
}

function refuseForeign(wanted: MadeKey, labels: Readonly<Record<string, string>>): void {
  const missing = Object.entries(wanted.key.labels).filter(([name, value]) => labels[name] !== value);
  if (missing.length === 0) return;
  const said = missing.map(([name, value]) => `${name}: ${value}`).join(", ");
  throw new pulumi.RunError(
    `The key ${keyId(wanted)} is there and is not this fleet's: it lacks the labels ${said}.\n` +
      "Name it under use.key (of a bucket: kmsKeyId) if it is to be used all the same, or give the cluster another name.",
  );
}

/** A key whose versions have been destroyed is still there, and decrypts and encrypts nothing. */
function refuseUnusable(wanted: MadeKey, state: string | undefined): void {
  if (state === "ENABLED") return;
  const { project, ring, key } = wanted;
  throw new pulumi.RunError(
    `The key ${keyId(wanted)} has stayed from before, and has no version that encrypts. To give it a new one:\n` +
      `  gcloud kms keys versions create --primary --key=${key.name} --keyring=${ring.name} ` +
      `--location=${ring.location} --project=${project}`,
  );
}
