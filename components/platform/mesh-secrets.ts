import type * as pulumi from "../sdk/pulumi.ts";
import type { Mesh } from "../../fleet/declaration/platform-schema.ts";
import type { SystemName } from "../../fleet/platform/system.ts";
import type { TrustMaterial } from "../../fleet/trust/material.ts";
import { LINKERD_WEBHOOKS } from "../../fleet/trust/material.ts";
import type { SystemSecret } from "./system.ts";

type SystemSecrets = Partial<Record<SystemName, readonly SystemSecret[]>>;

/** The Secrets in which a mesh finds what it signs its workloads with. They are there before its control plane starts. */
export function meshSecrets(
  mesh: Mesh | undefined,
  material: pulumi.Output<TrustMaterial> | undefined,
): SystemSecrets {
  if (mesh === undefined || material === undefined) return {};
  switch (mesh.kind) {
    case "istio":
      return { istio: [cacerts(material)] };
    case "linkerd":
      return { linkerd: [linkerdIssuer(material), ...linkerdWebhooks(material)] };
  }
}

/** istiod signs with its own authority if it does not find this one: istio, security/pkg/pki/ca/ca.go. */
function cacerts(material: pulumi.Output<TrustMaterial>): SystemSecret {
  return {
    name: "cacerts",
    namespace: "istio-system",
    stringData: {
      "ca-cert.pem": material.apply(({ issuer }) => issuer),
      "ca-key.pem": material.apply(({ key }) => key),
      "root-cert.pem": material.apply(({ root }) => root),
      "cert-chain.pem": material.apply(({ chain }) => chain),
    },
  };
}

/** With `identity.issuer.scheme: kubernetes.io/tls` the chart leaves this one to us: linkerd2, pkg/issuercerts. */
function linkerdIssuer(material: pulumi.Output<TrustMaterial>): SystemSecret {
  return {
    name: "linkerd-identity-issuer",
    namespace: "linkerd",
    type: "kubernetes.io/tls",
    stringData: {
      "tls.crt": material.apply(({ chain }) => chain),
      "tls.key": material.apply(({ key }) => key),
      "ca.crt": material.apply(({ root }) => root),
    },
  };
}

/** With `externalSecret` the chart leaves these to us: charts/linkerd-control-plane, *-rbac.yaml. */
function linkerdWebhooks(material: pulumi.Output<TrustMaterial>): SystemSecret[] {
  return LINKERD_WEBHOOKS.map((webhook) => ({
    name: `linkerd-${webhook}-k8s-tls`,
    namespace: "linkerd",
    type: "kubernetes.io/tls",
    stringData: {
      "tls.crt": material.apply(({ webhooks }) => webhooks?.[webhook]?.certificate ?? ""),
      "tls.key": material.apply(({ webhooks }) => webhooks?.[webhook]?.key ?? ""),
    },
  }));
}
