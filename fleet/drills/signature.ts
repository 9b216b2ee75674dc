import { createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { recordDigest, type DrillRecord } from "./record.ts";

/* Ed25519 (RFC 8032) over a record: who has the key has run the drill, or answers for whoever has. */

const PREFIX = "ed25519:";
/** What comes before the 32 bytes of a key in its DER form (RFC 8410, section 4). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** What is signed: it says of itself what it is, so that no signature for something else passes for one. */
function signedText(record: DrillRecord): Buffer {
  return Buffer.from(`archipelago drill record sha256:${recordDigest(record)}\n`);
}

/** `ed25519:` and the signature in base64. */
export function signRecord(record: DrillRecord, privateKey: KeyObject): string {
  return `${PREFIX}${sign(null, signedText(record), privateKey).toString("base64")}`;
}

/** Whether the signature is one of this key for this record. */
export function isSignedBy(record: DrillRecord, signature: string, publicKey: KeyObject): boolean {
  const bytes = bytesOf(signature.trim(), 64);
  return bytes !== undefined && verify(null, signedText(record), publicKey, bytes);
}

/** `ed25519:` and the 32 bytes of the public half of a key in base64: one line for a declaration. */
export function printPublicKey(key: KeyObject): string {
  const half = key.type === "public" ? key : createPublicKey(key);
  const der = half.export({ type: "spki", format: "der" });
  return `${PREFIX}${der.subarray(SPKI.length).toString("base64")}`;
}

/** The key of such a line; `undefined` if it is none. */
export function readPublicKey(line: string): KeyObject | undefined {
  const bytes = bytesOf(line, 32);
  if (bytes === undefined) return undefined;
  return createPublicKey({ key: Buffer.concat([SPKI, bytes]), type: "spki", format: "der" });
}

function bytesOf(line: string, length: number): Buffer | undefined {
  if (!line.startsWith(PREFIX)) return undefined;
  const text = line.slice(PREFIX.length);
  const bytes = Buffer.from(text, "base64");
  // Node reads base64 that is none, as far as it goes.
  return bytes.length === length && bytes.toString("base64") === text ? bytes : undefined;
}
