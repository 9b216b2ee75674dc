import { X509Certificate, createPrivateKey } from "node:crypto";
import { z } from "zod";
import { certificatesIn, expiryOf, spkiHash } from "./certificates.ts";

const certificates = z
  .string()
  .refine((text) => certificatesIn(text) !== undefined, { error: "not certificates in PEM" });

const keyPair = z.strictObject({ certificate: certificates, key: z.string().min(1) });

/** The admission webhooks of Linkerd's control plane: charts/linkerd-control-plane, *-rbac.yaml, of Linkerd 2.20. */
export const LINKERD_WEBHOOKS = ["proxy-injector", "sp-validator", "policy-validator"] as const;
export type LinkerdWebhook = (typeof LINKERD_WEBHOOKS)[number];

/** What the mesh of one cluster needs in order to vouch for its workloads. All in PEM; `key` and what is in `webhooks` are secret. */
export const trustMaterial = z.strictObject({
  /** The roots that the cluster accepts: one, or several while the root is exchanged. */
  root: certificates,
  /** The cluster's own certificate authority. */
  issuer: certificates,
  /** Private key of the issuer. */
  key: z.string().min(1),
  /** From the issuer up to the last certificate before the root. */
  chain: certificates,
  /** Serving certificates of webhooks, each its own authority; only where the mesh is Linkerd. */
  webhooks: z.partialRecord(z.enum(LINKERD_WEBHOOKS), keyPair).optional(),
});

export type TrustMaterial = z.output<typeof trustMaterial>;

/** What may be known of a cluster's trust: hashes are SHA-256 of public keys (SPKI), in hexadecimal. */
export interface TrustFacts {
  /** The root that the issuer descends from. */
  readonly root: string;
  /** All roots that are accepted, where there are more than that one. */
  readonly roots?: readonly string[];
  readonly issuer: string;
  /** When the first of the certificates ends: ISO 8601. */
  readonly expires: string;
}

/**
 * What is wrong with the material of one cluster. No message holds any of it.
 *
 * @param now Certificates have to be valid at this moment.
 */
export function materialProblems(material: TrustMaterial, now: Date): string[] {
  const issuer = new X509Certificate(material.issuer);
  const chain = certificatesIn(material.chain) ?? [];
  const signatures =
    chain[0]?.fingerprint256 === issuer.fingerprint256
      ? chainProblems(chain, certificatesIn(material.root) ?? [])
      : ["chain: it does not begin with the issuer's certificate"];
  return [
    ...(issuer.ca ? [] : ["issuer: it is not a certificate authority (basicConstraints CA:TRUE)"]),
    ...keyProblems("key", issuer, material.key),
    ...signatures,
    ...Object.entries(material.webhooks ?? {}).flatMap(([name, pair]) =>
      keyProblems(`webhooks.${name}.key`, new X509Certificate(pair.certificate), pair.key),
    ),
    ...parts(material).flatMap(([part, each]) => validityProblems(part, each, now)),
  ];
}

/** The public facts of sound material. */
export function trustFacts(material: TrustMaterial): TrustFacts {
  const roots = certificatesIn(material.root) ?? [];
  const top = (certificatesIn(material.chain) ?? []).at(-1);
  const root = roots.find((each) => top !== undefined && isSignedBy(top, each));
  if (root === undefined) throw new Error("No root has signed this issuer.");
  const ends = parts(material).map(([, each]) => expiryOf(each).getTime());
  return {
    root: spkiHash(root),
    ...(roots.length > 1 ? { roots: roots.map(spkiHash) } : {}),
    issuer: spkiHash(new X509Certificate(material.issuer)),
    expires: new Date(Math.min(...ends)).toISOString(),
  };
}

/** Each certificate of the material, and what it is called in messages. A root that is on its way in or out may end when it likes. */
function parts(material: TrustMaterial): [string, X509Certificate][] {
  const chain = certificatesIn(material.chain) ?? [];
  const top = chain.at(-1);
  const roots = certificatesIn(material.root) ?? [];
  return [
    ...roots
      .filter((root) => top !== undefined && isSignedBy(top, root))
      .map((root): [string, X509Certificate] => ["root", root]),
    ...chain.map((each, index): [string, X509Certificate] => [index === 0 ? "issuer" : "chain", each]),
    ...Object.entries(material.webhooks ?? {}).map(([name, { certificate }]): [string, X509Certificate] => [
      `webhooks.${name}`,
      new X509Certificate(certificate),
    ]),
  ];
}

/** Each certificate is signed by the next, the last one by a root. */
function chainProblems(chain: readonly X509Certificate[], roots: readonly X509Certificate[]): string[] {
  const broken = chain.slice(0, -1).some((each, index) => !isSignedBy(each, chain[index + 1] ?? each));
  if (broken) return ["chain: a certificate in it is not signed by the next one"];
  const top = chain.at(-1);
  if (top !== undefined && roots.some((root) => isSignedBy(top, root))) return [];
  const hashes = roots.map(spkiHash).join(", ");
  return [`issuer: it is not signed by the root (${hashes})`];
}

function isSignedBy(certificate: X509Certificate, by: X509Certificate): boolean {
  return by.ca && certificate.checkIssued(by) && certificate.verify(by.publicKey);
}

function keyProblems(path: string, certificate: X509Certificate, key: string): string[] {
  try {
    if (certificate.checkPrivateKey(createPrivateKey(key))) return [];
    return [`${path}: it is not the key of that certificate`];
  } catch {
    // The reason that OpenSSL gives may repeat what it has read.
    return [`${path}: it is not an unencrypted private key in PEM`];
  }
}

function validityProblems(part: string, certificate: X509Certificate, now: Date): string[] {
  const from = new Date(certificate.validFrom);
  const to = expiryOf(certificate);
  if (to <= now) return [`${part}: it has expired, on ${to.toISOString()}`];
  if (from > now) return [`${part}: it is not valid before ${from.toISOString()}`];
  return [];
}
