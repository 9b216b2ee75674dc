import { createHash, X509Certificate } from "node:crypto";

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, in their order; `undefined` if there is none, or anything that is not one. */
export function certificatesIn(pem: string): X509Certificate[] | undefined {
  const blocks = pem.match(BLOCK);
  if (blocks === null || pem.replaceAll(BLOCK, "").includes("-----")) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** SHA-256 of the public key (SubjectPublicKeyInfo) in hexadecimal: it stays when a certificate is renewed for the same key. */
export function spkiHash({ publicKey }: X509Certificate): string {
  const spki = publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("hex");
}

export function expiryOf({ validTo }: X509Certificate): Date {
  return new Date(validTo);
}
