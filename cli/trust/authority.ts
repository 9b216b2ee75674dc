import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { certificatesIn, expiryOf } from "../../fleet/trust/certificates.ts";
import { linkerdIssuerName } from "../../fleet/trust/linkerd.ts";
import { LINKERD_WEBHOOKS, type TrustMaterial } from "../../fleet/trust/material.ts";
import { signCertificate } from "./certificate.ts";

/** A certificate and its key, in PEM. */
export interface Authority {
  readonly certificate: string;
  readonly key: string;
}

export interface Mesh {
  readonly kind: "istio" | "linkerd";
  readonly trustDomain: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Clocks of clusters may be behind the one of this machine. */
const BACKDATED = 60 * 60 * 1000;

export const ROOT_DAYS = 3650;
export const ISSUER_DAYS = 365;

/**
 * The root of an environment's mesh. One level of authorities below it and no more: an issuer per cluster, which signs
 * workloads.
 */
export function makeRoot(fleet: string, { trustDomain }: Mesh, now: Date, days = ROOT_DAYS): Authority {
  const { publicKey, privateKey } = newKeys();
  const certificate = signCertificate({
    subject: { organization: fleet, commonName: `root.${trustDomain}` },
    publicKey,
    signingKey: privateKey,
    ...validity(now, days),
    names: { dns: [], uris: [spiffe(trustDomain)] },
    authority: { pathLength: 1 },
  });
  return inPem(certificate, privateKey);
}

export interface IssueArgs {
  readonly fleet: string;
  readonly cluster: string;
  readonly mesh: Mesh;
  readonly root: Authority;
  /** Other roots that are accepted while the root is exchanged, in PEM. */
  readonly otherRoots: readonly string[];
  readonly now: Date;
  /** @default 365; never longer than the root lives */
  readonly days?: number;
}

/** The material of one cluster: an issuer below the root, and what the webhooks of its mesh serve with. */
export function issueMaterial(args: IssueArgs): TrustMaterial {
  const { fleet, cluster, mesh, root, otherRoots, now, days = ISSUER_DAYS } = args;
  const by = new X509Certificate(root.certificate);
  const { publicKey, privateKey } = newKeys();
  const wanted = validity(now, days);
  const issuer = signCertificate({
    subject: { organization: fleet, commonName: `${cluster}.${mesh.trustDomain}` },
    publicKey,
    by: { certificate: by },
    signingKey: signingKeyOf(root),
    ...wanted,
    validTo: new Date(Math.min(wanted.validTo.getTime(), expiryOf(by).getTime())),
    names: issuerNames(mesh),
    authority: { pathLength: 0 },
  });
  if (!issuer.checkIssued(by) || !issuer.verify(by.publicKey))
    throw new RangeError("The root cannot have issued anything: its key identifier is not that of its key.");
  const { certificate, key } = inPem(issuer, privateKey);
  const roots = [root.certificate, ...otherRoots].map(trimmed).join("");
  const webhooks = mesh.kind === "linkerd" ? { webhooks: webhooksOf(fleet, now, days) } : {};
  return { root: roots, issuer: certificate, key, chain: certificate, ...webhooks };
}

/** The root's key; only one on P-256 will do: Linkerd takes no other (pkg/issuercerts, CheckCertAlgoRequirements). */
function signingKeyOf({ certificate, key }: Authority): KeyObject {
  const signingKey = createPrivateKey(key);
  if (signingKey.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw new RangeError("The root has no ECDSA key on P-256; Linkerd takes no other.");
  if (certificatesIn(certificate)?.[0]?.checkPrivateKey(signingKey) !== true)
    throw new RangeError("The key of the root is not that of its certificate.");
  return signingKey;
}

/**
 * The trust domain, as SPIFFE names it in signing certificates (X509-SVID, 2). Linkerd looks for a DNS name
 * besides.
 */
function issuerNames({ kind, trustDomain }: Mesh): { dns: string[]; uris: string[] } {
  const dns = kind === "linkerd" ? [linkerdIssuerName(trustDomain)] : [];
  return { dns, uris: [spiffe(trustDomain)] };
}

/** Each its own authority, as in the chart, which would make new ones at every render (genSelfSignedCert). */
function webhooksOf(fleet: string, now: Date, days: number): TrustMaterial["webhooks"] {
  const pairs = LINKERD_WEBHOOKS.map((webhook) => {
    const host = `linkerd-${webhook}.linkerd.svc`;
    const { publicKey, privateKey } = newKeys();
    const certificate = signCertificate({
      subject: { organization: fleet, commonName: host },
      publicKey,
      signingKey: privateKey,
      ...validity(now, days),
      names: { dns: [host], uris: [] },
    });
    return [webhook, inPem(certificate, privateKey)] as const;
  });
  return Object.fromEntries(pairs);
}

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function validity(now: Date, days: number): { validFrom: Date; validTo: Date } {
  return {
    validFrom: new Date(now.getTime() - BACKDATED),
    validTo: new Date(now.getTime() + days * DAY),
  };
}

/** The key in the form of SEC 1 (EC PRIVATE KEY), which every version of Istio and Linkerd reads: pkg/tls/codec.go. */
function inPem(certificate: X509Certificate, key: KeyObject): Authority {
  return { certificate: certificate.toString(), key: key.export({ type: "sec1", format: "pem" }).toString() };
}

function spiffe(trustDomain: string): string {
  return `spiffe://${trustDomain}`;
}

function trimmed(pem: string): string {
  return `${pem.trim()}\n`;
}
