import type { LinkerdMesh } from "../declaration/platform-schema.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import { membersOf } from "../links.ts";
import { LINKERD_NAMESPACE, MULTICLUSTER_NAMESPACE, usesGateway } from "../mesh/linkerd.ts";
import type { LinkerdWebhook } from "../trust/material.ts";
import type { OpenTrust } from "../trust/read.ts";
import type { ChartPlan, InstallMode, SystemPlan } from "./system.ts";

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
  const mode = installModeOf(cluster, environment);
  const common = { system: "linkerd", namespaces: namespaces(mode), objects: [] } as const;
  if (mode === "api") return { ...common, apis: ["gateway-api", "linkerd"], charts: [] };
  return {
    ...common,
    // Linkerd's own charts leave these to others since 2.19 (linkerd.io, "Migrating Gateway API Ownership").
    apis: ["gateway-api"],
    charts: [
      // First: a pod that starts before the plugin is there would be without its proxy (linkerd.io, "CNI plugin").
      chart("linkerd2-cni", CNI_NAMESPACE, {}),
      chart("linkerd-crds", LINKERD_NAMESPACE, {}),
      chart("linkerd-control-plane", LINKERD_NAMESPACE, controlPlaneValues(mesh, trust)),
      chart(
        "linkerd-multicluster",
        MULTICLUSTER_NAMESPACE,
        multiclusterValues(mesh, cluster, membersOf(environment)),
      ),
    ],
  };
}

/** Where the plugin runs that sends the traffic of pods through their proxies. */
const CNI_NAMESPACE = "linkerd-cni";

/** With the plugin no pod has to change its own network, so that what is in the mesh needs no privileges. */
function namespaces(mode: InstallMode): SystemPlan["namespaces"] {
  return [
    ...(mode === "chart" ? [{ name: CNI_NAMESPACE, podSecurity: "privileged" } as const] : []),
    {
      name: LINKERD_NAMESPACE,
      podSecurity: "baseline",
      // What the control plane's pods are told by hand must not be told by its injector (linkerd2, charts/linkerd-control-plane/templates/namespace.yaml).
      labels: {
        "linkerd.io/is-control-plane": "true",
        "config.linkerd.io/admission-webhooks": "disabled",
        "linkerd.io/control-plane-ns": LINKERD_NAMESPACE,
      },
    },
    {
      name: MULTICLUSTER_NAMESPACE,
      podSecurity: "baseline",
      // The chart would set it by a Job, which is a hook: multicluster/charts/linkerd-multicluster/templates/namespace-metadata.yaml.
      labels: { "linkerd.io/extension": "multicluster" },
    },
  ];
}

function controlPlaneValues({ trustDomain }: LinkerdMesh, trust: OpenTrust | undefined): ChartPlan["values"] {
  return {
    identityTrustDomain: trustDomain,
    cniEnabled: true,
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
