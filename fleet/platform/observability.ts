import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import {
  CHECKPOINTS,
  collectorConfiguration,
  LEASE,
  NODE_VARIABLE,
  POD_LOGS,
  TOKEN_VARIABLE,
} from "../telemetry/collector.ts";
import { sinkFor } from "../telemetry/sinks.ts";
import type { SystemPlan } from "./system.ts";

export const OBSERVABILITY_NAMESPACE = "observability";

/** Secret with the token of the sink, where it asks for one. */
export const SINK_CREDENTIALS = { name: "sink-credentials", key: "token" } as const;

/** Name of the collector's release, account, rights and configuration. */
const COLLECTOR = "collector";

/**
 * A collector on every node of a cluster. On every node, because the logs of containers are files there; one per
 * cluster could have metrics and traces, but no logs.
 */
export function observabilityPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  const { observability } = environment;
  const choice = observability && sinkFor(cluster, observability);
  // A cluster that no sink accepts is refused with the declaration; see checks/telemetry.ts.
  if (choice === undefined) return undefined;
  const configuration = stringify(
    collectorConfiguration({
      labels: telemetryLabels(cluster, environment),
      sink: choice.sink,
      interval: observability?.interval ?? "",
      namespace: OBSERVABILITY_NAMESPACE,
    }),
  );
  const bearer = choice.sink.authentication === "bearer";
  const chart = {
    chart: "opentelemetry-collector",
    release: COLLECTOR,
    namespace: OBSERVABILITY_NAMESPACE,
    values: chartValues(configuration, bearer),
  };
  return {
    system: "observability",
    // Logs of containers are files of the node, which only this level lets a pod see.
    namespaces: [{ name: OBSERVABILITY_NAMESPACE, podSecurity: "privileged" }],
    apis: [],
    prerequisites: [...rights(), configMap(configuration)],
    charts: installModeOf(cluster, environment) === "api" ? [] : [chart],
    objects: [],
  };
}

/** What every signal of a cluster carries; names of OpenTelemetry's semantic conventions where they have one. */
export function telemetryLabels({ name, region }: Cluster, environment: Environment): Record<string, string> {
  return {
    "k8s.cluster.name": name,
    "cloud.region": region,
    "deployment.environment.name": environment.name,
    "archipelago.fleet": environment.fleet,
  };
}

/**
 * Values of the chart opentelemetry-collector (open-telemetry/opentelemetry-helm-charts,
 * charts/opentelemetry-collector/values.yaml). Its presets are not used: they would change the configuration, which is
 * an object of this program, so that a preview shows where telemetry goes.
 */
function chartValues(configuration: string, bearer: boolean): Record<string, unknown> {
  const token = {
    name: TOKEN_VARIABLE,
    valueFrom: { secretKeyRef: { name: SINK_CREDENTIALS.name, key: SINK_CREDENTIALS.key } },
  };
  return {
    mode: "daemonset",
    fullnameOverride: COLLECTOR,
    // The build with the components for Kubernetes, and not all there are.
    image: { repository: "otel/opentelemetry-collector-k8s" },
    configMap: { create: false, existingName: COLLECTOR },
    // The chart's own checksum is only of a configuration that it makes.
    podAnnotations: { "checksum/configuration": createHash("sha256").update(configuration).digest("hex") },
    serviceAccount: { create: false, name: COLLECTOR },
    clusterRole: { create: false },
    // Senders reach the collector of their own node, by one name on every cluster.
    service: { enabled: true, internalTrafficPolicy: "Local" },
    ports: ports(),
    extraEnvs: [
      { name: NODE_VARIABLE, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ...(bearer ? [token] : []),
    ],
    ...volumes(),
    // Log files belong to root, and are for no one else to read. No more of root than that.
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    // The memory limiter goes by the limit; without one it would be the node's memory.
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    // Nodes with taints have logs too.
    tolerations: [{ operator: "Exists" }],
  };
}

/** OTLP only, and not on the node's own address: 0 is no port there. */
function ports(): Record<string, unknown> {
  const unused = ["jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"];
  const off = unused.map((name): [string, unknown] => [name, { enabled: false }]);
  return {
    otlp: { enabled: true, hostPort: 0 },
    "otlp-http": { enabled: true, hostPort: 0 },
    ...Object.fromEntries(off),
  };
}

function volumes(): Record<string, unknown> {
  return {
    extraVolumes: [
      { name: "pod-logs", hostPath: { path: POD_LOGS } },
      { name: "checkpoints", hostPath: { path: CHECKPOINTS, type: "DirectoryOrCreate" } },
    ],
    extraVolumeMounts: [
      { name: "pod-logs", mountPath: POD_LOGS, readOnly: true },
      { name: "checkpoints", mountPath: CHECKPOINTS },
    ],
  };
}

const READ = ["get", "list", "watch"];
const RBAC = "rbac.authorization.k8s.io";

/** It reads what it reports on, and writes one lease. No Secrets, and nothing that can be changed. */
function rights(): KubernetesObject[] {
  const namespace = OBSERVABILITY_NAMESPACE;
  const subjects = [{ kind: "ServiceAccount", name: COLLECTOR, namespace }];
  const bound = (kind: string) => ({ roleRef: { apiGroup: RBAC, kind, name: COLLECTOR }, subjects });
  const clusterWide = { name: COLLECTOR };
  const inNamespace = { name: COLLECTOR, namespace };
  const apiVersion = `${RBAC}/v1`;
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: inNamespace },
    { apiVersion, kind: "ClusterRole", metadata: clusterWide, rules: CLUSTER_RULES },
    { apiVersion, kind: "ClusterRoleBinding", metadata: clusterWide, ...bound("ClusterRole") },
    { apiVersion, kind: "Role", metadata: inNamespace, rules: LEASE_RULES },
    { apiVersion, kind: "RoleBinding", metadata: inNamespace, ...bound("Role") },
  ];
}

/** For k8sattributes, k8s_events, kubeletstats and the discovery of pods to scrape, in this order. */
const CLUSTER_RULES = [
  { apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: READ },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: READ },
  { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: READ },
  { apiGroups: [""], resources: ["nodes/stats"], verbs: ["get"] },
];

/** A lease cannot be created by name: at that moment Kubernetes does not know it yet. */
const LEASE_RULES = [
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
  {
    apiGroups: ["coordination.k8s.io"],
    resources: ["leases"],
    resourceNames: [LEASE],
    verbs: ["get", "update", "patch"],
  },
];

function configMap(configuration: string): KubernetesObject {
  const metadata = { name: COLLECTOR, namespace: OBSERVABILITY_NAMESPACE };
  // The key by which the chart mounts a configuration that it has not made.
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { relay: configuration } };
}
