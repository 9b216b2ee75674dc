import { X509Certificate } from "node:crypto";
import { LINKERD_WEBHOOKS, type TrustMaterial } from "./material.ts";

/** The name by which Linkerd's identity controller expects its issuer: controller/cmd/identity/main.go, expectedName. */
export function linkerdIssuerName(trustDomain: string): string {
  return `identity.linkerd.${trustDomain}`;
}

/** What Linkerd asks for besides: pkg/issuercerts/issuercerts.go, and certificates that its chart would make at random. */
export function linkerdProblems({ issuer, webhooks = {} }: TrustMaterial, trustDomain: string): string[] {
  const certificate = new X509Certificate(issuer);
  const name = linkerdIssuerName(trustDomain);
  return [
    ...(certificate.publicKey.asymmetricKeyDetails?.namedCurve === "prime256v1"
      ? []
      : ["issuer: Linkerd takes ECDSA keys on P-256 only"]),
    ...(certificate.checkHost(name) === undefined
      ? [`issuer: it is not for the name ${name}, which Linkerd asks for`]
      : []),
    ...LINKERD_WEBHOOKS.filter((webhook) => webhooks[webhook] === undefined).map(
      (webhook) => `webhooks.${webhook}: there is none`,
    ),
  ];
}
