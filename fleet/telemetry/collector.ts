import { parseDuration } from "../duration.ts";
import { goDuration } from "../go-duration.ts";
import type { Sink } from "../declaration/platform-schema.ts";

/** What the configuration of a collector is made of. */
export interface CollectorFacts {
  /** Attributes that every signal of the cluster carries, whatever its sender says. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where it forwards to. */
  readonly sink: Sink;
  /** Time between two scrapes, as the declaration has it. */
  readonly interval: string;
  /** Namespace of the collector; its own logs are not collected, or each line would make another. */
  readonly namespace: string;
}

/** Folder on the node in which the collector notes how far it has read. */
export const CHECKPOINTS = "/var/lib/otelcol";

/** Folder on the node with the logs of all its containers. */
export const POD_LOGS = "/var/log/pods";

/** The variable that holds the token for the sink. */
export const TOKEN_VARIABLE = "SINK_TOKEN";

/** The variable with the name of the node that a collector runs on; its kubelet's certificate is for that name. */
export const NODE_VARIABLE = "K8S_NODE_NAME";

/** Name of the lease by which one of the collectors is chosen for what must be read once per cluster. */
export const LEASE = "collector";

/**
 * Configuration of a collector on every node: what its pods send, write and report, labelled with where it comes
 * from, and forwarded to one sink. Keys are those of the OpenTelemetry Collector and its contributed components.
 */
export function collectorConfiguration(facts: CollectorFacts): Record<string, unknown> {
  return {
    extensions: extensions(facts),
    receivers: receivers(facts),
    processors: processors(facts),
    exporters: exporters(facts.sink),
    service: {
      extensions: ["health_check", "file_storage", "k8s_leader_elector"],
      pipelines: {
        logs: pipeline(["otlp", "filelog", "k8s_events"]),
        metrics: pipeline(["otlp", "kubeletstats", "prometheus"]),
        traces: pipeline(["otlp"]),
      },
    },
  };
}

function extensions({ namespace }: CollectorFacts): Record<string, unknown> {
  return {
    // The chart's probes ask for it, at the address of the pod.
    health_check: { endpoint: "${env:MY_POD_IP}:13133" },
    file_storage: { directory: CHECKPOINTS },
    k8s_leader_elector: { auth_type: "serviceAccount", lease_name: LEASE, lease_namespace: namespace },
  };
}

function receivers({ interval, namespace }: CollectorFacts): Record<string, unknown> {
  const every = goDuration(parseDuration(interval) ?? 0);
  return {
    otlp: {
      protocols: {
        grpc: { endpoint: "${env:MY_POD_IP}:4317" },
        http: { endpoint: "${env:MY_POD_IP}:4318" },
      },
    },
    filelog: {
      include: [`${POD_LOGS}/*/*/*.log`],
      exclude: [`${POD_LOGS}/${namespace}_*/*/*.log`],
      include_file_path: true,
      include_file_name: false,
      // With the checkpoints: nothing of a short-lived container is missed, and nothing is sent again after a restart.
      start_at: "beginning",
      storage: "file_storage",
      retry_on_failure: { enabled: true },
      operators: [{ type: "container", id: "container-parser" }],
    },
    // Events belong to the cluster, not to a node: only the collector that holds the lease reads them.
    k8s_events: { auth_type: "serviceAccount", k8s_leader_elector: "k8s_leader_elector" },
    kubeletstats: {
      auth_type: "serviceAccount",
      endpoint: `https://\${env:${NODE_VARIABLE}}:10250`,
      collection_interval: every,
    },
    prometheus: { config: { scrape_configs: [annotatedPods(every)] } },
  };
}

/** Pods of this node that ask for it by the customary annotations, as Velero's does. */
function annotatedPods(every: string): Record<string, unknown> {
  const annotation = (name: string) => `__meta_kubernetes_pod_annotation_prometheus_io_${name}`;
  const field = `spec.nodeName=\${env:${NODE_VARIABLE}}`;
  return {
    job_name: "annotated-pods",
    scrape_interval: every,
    kubernetes_sd_configs: [{ role: "pod", selectors: [{ role: "pod", field }] }],
    relabel_configs: [
      { source_labels: [annotation("scrape")], regex: "true", action: "keep" },
      { source_labels: [annotation("path")], regex: "(.+)", target_label: "__metrics_path__" },
      {
        source_labels: ["__meta_kubernetes_pod_ip", annotation("port")],
        regex: "(.+);(\\d+)",
        // Doubled, as a single dollar sign is the collector's own.
        replacement: "$$1:$$2",
        target_label: "__address__",
      },
      { source_labels: ["__meta_kubernetes_namespace"], target_label: "k8s_namespace_name" },
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "k8s_pod_name" },
    ],
  };
}

function processors({ labels }: CollectorFacts): Record<string, unknown> {
  return {
    memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 25 },
    k8sattributes: {
      auth_type: "serviceAccount",
      filter: { node_from_env_var: NODE_VARIABLE },
      pod_association: [
        { sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] },
        { sources: [{ from: "connection" }] },
      ],
    },
    // Upserted, so that no pod can pass for one of another cluster.
    resource: {
      attributes: Object.entries(labels).map(([key, value]) => ({ key, value, action: "upsert" })),
    },
    batch: {},
  };
}

function exporters({ endpoint, authentication }: Sink): Record<string, unknown> {
  const headers = { Authorization: `Bearer \${env:${TOKEN_VARIABLE}}` };
  return {
    otlp_http: {
      // A single dollar sign is the collector's own.
      endpoint: endpoint.replaceAll("$", "$$$$"),
      ...(authentication === "bearer" ? { headers } : {}),
      // What is waiting while the sink is away is kept on the node's disk.
      sending_queue: { storage: "file_storage" },
    },
  };
}

/** Memory is limited first, before anything is held; batches are made last, of what is labelled. */
function pipeline(from: readonly string[]): Record<string, readonly string[]> {
  return {
    receivers: from,
    processors: ["memory_limiter", "k8sattributes", "resource", "batch"],
    exporters: ["otlp_http"],
  };
}
