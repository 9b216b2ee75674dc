import { createHash, randomBytes, sign, X509Certificate, type KeyObject } from "node:crypto";
import * as der from "./der.ts";

/** What a certificate says, and who vouches for it. */
export interface CertificateRequest {
  readonly subject: { readonly organization: string; readonly commonName: string };
  readonly publicKey: KeyObject;
  /** Missing: it is signed with its own key. */
  readonly by?: { readonly certificate: X509Certificate };
  /** Key of whoever signs: ECDSA on P-256, or RSA. */
  readonly signingKey: KeyObject;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Names that it stands for: DNS names and URIs. */
  readonly names: { readonly dns: readonly string[]; readonly uris: readonly string[] };
  /** A certificate authority with so many more of them below it; missing: a server's certificate. */
  readonly authority?: { readonly pathLength: number };
}

// RFC 5280 appendix A and RFC 5758, 3.2.
const OIDS = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
} as const;

/** RFC 5758, 3.2 has no parameters; RFC 4055, section 5 wants a NULL. */
function algorithmOf({ asymmetricKeyType }: KeyObject): Buffer {
  return asymmetricKeyType === "rsa"
    ? der.sequence(der.oid(OIDS.sha256WithRsa), der.nothing)
    : der.sequence(der.oid(OIDS.ecdsaWithSha256));
}

/**
 * Signs a certificate (X.509 version 3, RFC 5280) with SHA-256: by ECDSA, the one algorithm that Linkerd takes, or by RSA
 * where an authority has such a key.
 */
export function signCertificate(request: CertificateRequest): X509Certificate {
  const subject = nameOf(request.subject);
  const algorithm = algorithmOf(request.signingKey);
  const body = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(serialNumber()),
    algorithm,
    request.by === undefined ? subject : subjectOf(request.by.certificate),
    der.sequence(der.time(request.validFrom), der.time(request.validTo)),
    subject,
    spkiOf(request.publicKey),
    der.explicit(3, der.sequence(...extensionsOf(request))),
  );
  const signature = sign("sha256", body, request.signingKey);
  return new X509Certificate(der.sequence(body, algorithm, der.bitString(signature)));
}

function extensionsOf({ publicKey, by, authority, names }: CertificateRequest): Buffer[] {
  const identifier = keyIdentifier(by?.certificate.publicKey ?? publicKey);
  return [
    ...(authority === undefined ? serverExtensions() : authorityExtensions(authority)),
    extension(OIDS.subjectKeyIdentifier, der.octetString(keyIdentifier(publicKey))),
    extension(OIDS.authorityKeyIdentifier, der.sequence(der.implicit(0, identifier))),
    extension(
      OIDS.subjectAltName,
      der.sequence(
        ...names.dns.map((name) => der.implicit(2, Buffer.from(name))),
        ...names.uris.map((uri) => der.implicit(6, Buffer.from(uri))),
      ),
    ),
  ];
}

function authorityExtensions({ pathLength }: { readonly pathLength: number }): Buffer[] {
  return [
    extension(OIDS.basicConstraints, der.sequence(der.boolean(true), der.integer(pathLength)), true),
    // keyCertSign and cRLSign, bits 5 and 6.
    extension(OIDS.keyUsage, der.bitString(Buffer.of(0b0000_0110), 1), true),
  ];
}

function serverExtensions(): Buffer[] {
  return [
    extension(OIDS.basicConstraints, der.sequence(), true),
    // digitalSignature, bit 0.
    extension(OIDS.keyUsage, der.bitString(Buffer.of(0b1000_0000), 7), true),
    extension(OIDS.extendedKeyUsage, der.sequence(der.oid(OIDS.serverAuth))),
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));
}

function nameOf({ organization, commonName }: CertificateRequest["subject"]): Buffer {
  const attribute = (id: string, text: string) => der.set(der.sequence(der.oid(id), der.utf8(text)));
  return der.sequence(attribute(OIDS.organization, organization), attribute(OIDS.commonName, commonName));
}

/** The subject as its certificate has it, byte by byte: fifth after the version in the signed part. */
function subjectOf(certificate: X509Certificate): Buffer {
  const [body] = der.childrenOf(certificate.raw);
  const subject = body && der.childrenOf(body)[5];
  if (subject === undefined) throw new Error("The certificate of the root has no subject.");
  return subject;
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** SHA-1 of the key's bits, method 1 of RFC 5280, 4.2.1.2; a name, not a protection. */
function keyIdentifier(key: KeyObject): Buffer {
  const bits = der.childrenOf(spkiOf(key))[1];
  if (bits === undefined) throw new Error("A public key without bits.");
  return createHash("sha1").update(der.contentOf(bits).subarray(1)).digest();
}

/** 127 random bits: RFC 5280, 4.1.2.2, wants it positive and at most 20 bytes long. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}
