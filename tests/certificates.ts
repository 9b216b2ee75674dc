import { generateKeyPairSync } from "node:crypto";
import { signCertificate } from "../cli/trust/certificate.ts";

/** A certificate for a server of a test, signed by itself. */
export function certificateFor(name: string): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate({
    subject: { organization: "acme", commonName: name },
    publicKey,
    signingKey: privateKey,
    validFrom: new Date(Date.now() - 60_000),
    validTo: new Date(Date.now() + 3_600_000),
    names: { dns: [name], uris: [] },
  });
  return {
    certificate: certificate.toString(),
    key: privateKey.export({ type: "sec1", format: "pem" }).toString(),
  };
}
