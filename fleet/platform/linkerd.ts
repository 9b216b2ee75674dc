import type { LinkerdMesh } from "../declaration/platform-schema.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import { LINKERD_NAMESPACE, MULTICLUSTER_NAMESPACE, usesGateway } from "../mesh/linkerd.ts";
import type { LinkerdWebhook } from "../trust/material.ts";
import type { OpenTrust } from "../trust/read.ts";
import type { ChartPlan, SystemPlan } from "./system.ts";

/** Where the values of the control plane's chart have each webhook: charts/linkerd-control-plane/values.yaml. */
const WEBHOOK_VALUES: Readonly<Record<LinkerdWebhook, string>> = {
  "proxy-injector": "proxyInjector",
  "sp-validator": "profileValidator",
  "policy-validator": "policyValidator",
};

/** Linkerd on one cluster: its control plane, and the extension that mirrors what other clusters export. */
export function linkerdPlan(
  cluster: Cluster,
  environment: Environment,
  trust?: OpenTrust,
): SystemPlan | undefined {
  const { mesh } = environment;
  if (mesh?.kind !== "linkerd") return undefined;
  const common = { system: "linkerd", namespaces: namespaces(), objects: [] } as const;
  if (installModeOf(cluster, environment) === "api")
    return { ...common, apis: ["gateway-api", "linkerd"], charts: [] };
  return {
    ...common,
    // Linkerd's own charts leave these to others since 2.19 (linkerd.io, "Migrating Gateway API Ownership").
    apis: ["gateway-api"],
    charts: [
      chart("linkerd-crds", LINKERD_NAMESPACE, {}),
      chart("linkerd-control-plane", LINKERD_NAMESPACE, controlPlaneValues(mesh, trust)),
      chart(
        "linkerd-multicluster",
        MULTICLUSTER_NAMESPACE,
        multiclusterValues(mesh, cluster, environment.clusters),
      ),
    ],
  };
}

/** Proxies are set up by an init container that changes the network of its pod, which only `privileged` allows. */
function namespaces(): SystemPlan["namespaces"] {
  return [
    {
      name: LINKERD_NAMESPACE,
      podSecurity: "privileged",
      // What the control plane's pods are told by hand must not be told by its injector (linkerd2, charts/linkerd-control-plane/templates/namespace.yaml).
      labels: {
        "linkerd.io/is-control-plane": "true",
        "config.linkerd.io/admission-webhooks": "disabled",
        "linkerd.io/control-plane-ns": LINKERD_NAMESPACE,
      },
    },
    {
      name: MULTICLUSTER_NAMESPACE,
      podSecurity: "privileged",
      // The chart would set it by a Job, which is a hook: multicluster/charts/linkerd-multicluster/templates/namespace-metadata.yaml.
      labels: { "linkerd.io/extension": "multicluster" },
    },
  ];
}

function controlPlaneValues({ trustDomain }: LinkerdMesh, trust: OpenTrust | undefined): ChartPlan["values"] {
  return {
    identityTrustDomain: trustDomain,
    ...(trust === undefined ? {} : { identityTrustAnchorsPEM: trust.anchors }),
    identity: { issuer: { scheme: "kubernetes.io/tls" } },
    // Its schedule would be another minute at every render (templates/heartbeat.yaml), and it calls upstream's servers.
    disableHeartBeat: true,
    ...Object.fromEntries(
      Object.entries(WEBHOOK_VALUES).map(([webhook, key]) => {
        const caBundle = trust?.webhooks[webhook as LinkerdWebhook];
        return [key, { externalSecret: true, ...(caBundle === undefined ? {} : { caBundle }) }];
      }),
    ),
  };
}

function multiclusterValues(
  mesh: LinkerdMesh,
  { name, simulated }: Cluster,
  clusters: readonly Cluster[],
): ChartPlan["values"] {
  const gateway = usesGateway(mesh)
    ? // Nobody gives a simulated cluster a load balancer, and the chart would wait for its address.
      { enabled: true, ...(simulated ? { serviceType: "NodePort" } : {}) }
    : { enabled: false };
  return {
    identityTrustDomain: mesh.trustDomain,
    gateway,
    createNamespaceMetadataJob: false,
    // The landing pad is ours: the chart makes account and token side by side, and the token may lose.
    remoteMirrorServiceAccount: false,
    controllers: clusters
      .filter((peer) => peer.name !== name)
      .map((peer) => ({ link: { ref: { name: peer.name } } })),
  };
}

function chart(name: string, namespace: string, values: ChartPlan["values"]): ChartPlan {
  return { chart: name, release: name, namespace, values };
}
