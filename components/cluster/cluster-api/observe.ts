import {
  KINDS,
  MADE_KINDS,
  CLUSTER_NAME_LABEL,
  type ApiKind,
} from "../../../fleet/clouds/cluster-api/kinds.ts";
import type { HubApi } from "./hub-api.ts";
import type { WorkloadSpec } from "./spec.ts";

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** An object of Cluster API, as far as it is looked at. */
export interface Observed {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: {
    readonly replicas?: number;
    readonly version?: string;
    readonly topology?: object;
    readonly template?: { readonly spec?: { readonly version?: string } };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly upToDateReplicas?: number;
    readonly version?: string;
    readonly conditions?: readonly Condition[];
  };
}

/** What can be seen of a cluster on the hub. */
export interface Observation {
  readonly cluster: Observed | undefined;
  /** Those of kubeadm; of a control plane of a cloud the Cluster itself tells. */
  readonly controlPlanes: readonly Observed[];
  readonly machineDeployments: readonly Observed[];
  readonly machines: readonly Observed[];
}

export function clusterPath({ namespace, name }: Pick<WorkloadSpec, "namespace" | "name">): string {
  return `${collection(KINDS.cluster, namespace)}/${name}`;
}

export async function observe(
  api: HubApi,
  { namespace, name }: Pick<WorkloadSpec, "namespace" | "name">,
): Promise<Observation> {
  const selector = `labelSelector=${encodeURIComponent(`${CLUSTER_NAME_LABEL}=${name}`)}`;
  const list = async (kind: ApiKind) => {
    const found = await api.get<{ items: Observed[] }>(`${collection(kind, namespace)}?${selector}`);
    return (found?.items ?? []).map((item) => ({ ...item, kind: kind.kind }));
  };
  const [cluster, controlPlanes, machineDeployments, machines] = await Promise.all([
    api.get<Observed>(clusterPath({ namespace, name })),
    list(KINDS.kubeadmControlPlane),
    list(KINDS.machineDeployment),
    list(MADE_KINDS.machine),
  ]);
  return { cluster, controlPlanes, machineDeployments, machines };
}

/** The kubeconfig that Cluster API keeps for the cluster; `undefined` until it is written. */
export async function readKubeconfig(
  api: HubApi,
  { namespace, kubeconfigSecret }: Pick<WorkloadSpec, "namespace" | "kubeconfigSecret">,
): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${namespace}/secrets/${kubeconfigSecret}`;
  const secret = await api.get<{ data?: { value?: string } }>(path);
  const value = secret?.data?.value;
  return value === undefined ? undefined : Buffer.from(value, "base64").toString();
}

function collection({ group, version, plural }: ApiKind, namespace: string): string {
  return `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
}
