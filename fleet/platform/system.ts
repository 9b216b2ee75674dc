import type { KubernetesObject } from "../manifests.ts";
import type { PodSecurity } from "../declaration/values.ts";

/** The systems that the program knows how to install, in the order in which they are put in. */
export const SYSTEM_NAMES = [
  "istio",
  "linkerd",
  "argocd",
  "velero",
  "external-dns",
  "observability",
  "cluster-api",
  "kubefed",
  "karmada",
] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** `chart`: Helm charts; `api`: only resource types, configuration and rights, for clusters on which nothing runs. */
export type InstallMode = "chart" | "api";

/** Sets of resource types that can be installed by themselves; the toolchain has them as local charts `api-<name>`. */
export const API_NAMES = [
  "istio",
  "gateway-api",
  "linkerd",
  "argo-cd",
  "velero",
  "external-dns",
  "cluster-api",
  "kubefed",
  "karmada",
] as const;
export type ApiName = (typeof API_NAMES)[number];

/** One chart of a system. Version and source stand in the catalogue (fleet/compatibility.ts). */
export interface ChartPlan {
  /** Name of the chart in its repository, such as `istiod`. */
  readonly chart: string;
  /** Name of the release; unique on its cluster. */
  readonly release: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface SystemNamespace {
  readonly name: string;
  readonly podSecurity: PodSecurity;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * What one system comes to on one cluster. Charts install software; what says where or to whom is an object of
 * this program, so that previews and policies see it.
 */
export interface SystemPlan {
  readonly system: SystemName;
  /** The namespaces it lives in. */
  readonly namespaces: readonly SystemNamespace[];
  /** Resource types that are installed where charts are not (`api`), or that no chart brings along. */
  readonly apis: readonly ApiName[];
  /** Created before the charts: what their pods mount or run as, and without which they would never be ready. */
  readonly prerequisites?: readonly KubernetesObject[];
  /** In the order in which they are installed, one after the other. Empty for `api`. */
  readonly charts: readonly ChartPlan[];
  /** Created after types and charts. */
  readonly objects: readonly KubernetesObject[];
}
