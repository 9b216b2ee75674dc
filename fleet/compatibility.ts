import type { ApiName, SystemName } from "./platform/system.ts";

/** Versions of the resource types that are installed by themselves; the toolchain has exactly these. */
export const API_VERSIONS: Readonly<Record<ApiName, string>> = {
  istio: "1.30.3",
  "gateway-api": "1.4.1",
  linkerd: "2.20.0",
  "argo-cd": "3.2.1",
  velero: "1.18.1",
  "external-dns": "0.20.0",
  "cluster-api": "1.14.2",
  kubefed: "0.10.0",
  karmada: "1.18.2",
};

/** Kubernetes minors (33 is 1.33), both included. */
export interface KubernetesRange {
  readonly oldest: number;
  /** Missing where upstream names no upper end. */
  readonly newest?: number;
}

/** One version of a system. */
export interface SystemRelease {
  /** Version of the system itself, without `v`. */
  readonly version: string;
  /** Version of each of its charts. */
  readonly charts: Readonly<Record<string, string>>;
  /**
   * SHA-256 of chart archives, in hexadecimal. Upstream's index could not be read here, so only those that several
   * public projects have pinned, each by itself and all alike. A chart without one is not verified.
   */
  readonly digests?: Readonly<Record<string, string>>;
  readonly kubernetes: KubernetesRange;
  /** When this version came out, or, where that is not known, by when it was seen: `2026-08-13` or `2026-08`. */
  readonly date: string;
  /** Where the Kubernetes range stands. */
  readonly source: string;
}

/** How far one step may go. */
export interface UpgradePath {
  /** Minors up at a time; missing: as many as one likes within a major version. */
  readonly up?: number;
  /** Minors down at a time. Patches of one minor may go either way. */
  readonly down: number;
  readonly source: string;
}

export interface CatalogueEntry {
  /** Helm repository (https://…) or OCI prefix (oci://…) of upstream. */
  readonly repository: string;
  /** Chart versions are the version of the system: a patch that the catalogue does not hold can be named as well. */
  readonly chartsFollow: boolean;
  readonly upgrade: UpgradePath;
  /** Most minors between the versions of two clusters with a link of this system's kind. */
  readonly skew?: { readonly minors: number; readonly source: string };
  /** Newest first. */
  readonly releases: readonly [SystemRelease, ...SystemRelease[]];
}

const istioCharts = (version: string) => ({
  base: version,
  istiod: version,
  gateway: version,
  cni: version,
  ztunnel: version,
});

const ISTIO_SUPPORT = "istio/istio.io, data/compatibility/supportStatus.yml";
const ARGO_TESTED = "argoproj/argo-cd, docs/operator-manual/tested-kubernetes-versions.md";

/** What the program can install, and what is known of it. Read in November 2026; the one place that holds a version. */
export const CATALOGUE: Readonly<Record<SystemName, CatalogueEntry>> = {
  istio: {
    // The bucket istio-release.storage.googleapis.com has nothing after 1.30 and goes at the end of 2026
    // (istio/istio.io, content/en/blog/2026/retirement-of-gcp); ghcr.io has every version.
    repository: "oci://ghcr.io/istio/release/charts",
    chartsFollow: true,
    upgrade: {
      up: 1,
      down: 1,
      source:
        "istio/istio.io, content/en/docs/setup/upgrade/in-place (two minors need revisions side by side)",
    },
    // Upstream says nothing of the skew between primaries. One minor is what a fleet that is upgraded region by region
    // goes through, and what control plane and data plane of one cluster may be apart.
    skew: { minors: 1, source: "istio/istio.io, content/en/docs/releases/supported-releases" },
    releases: [
      {
        version: "1.31.1",
        charts: istioCharts("1.31.1"),
        kubernetes: { oldest: 32, newest: 37 },
        date: "2026-09-21",
        source: ISTIO_SUPPORT,
      },
      {
        version: "1.30.5",
        charts: istioCharts("1.30.5"),
        kubernetes: { oldest: 32, newest: 36 },
        date: "2026-09-21",
        source: "istio/istio.io, content/en/news/releases/1.30.x/announcing-1.30",
      },
      {
        version: "1.29.8",
        charts: istioCharts("1.29.8"),
        kubernetes: { oldest: 31, newest: 35 },
        date: "2026-09-21",
        source: ISTIO_SUPPORT,
      },
    ],
  },
  linkerd: {
    repository: "https://helm.linkerd.io/edge",
    chartsFollow: false,
    upgrade: { up: 1, down: 0, source: "linkerd/website, tasks/upgrade (Upgrade paths)" },
    releases: [
      {
        // Since 2.15 upstream publishes edge releases only; 2.20 is edge-26.6.3 (linkerd/website, data/versions.yaml).
        version: "2.20.0",
        charts: {
          "linkerd2-cni": "2026.6.3",
          "linkerd-crds": "2026.6.3",
          "linkerd-control-plane": "2026.6.3",
          "linkerd-multicluster": "2026.6.3",
        },
        kubernetes: { oldest: 31, newest: 35 },
        date: "2026-06-23",
        source: "linkerd/website, reference/k8s-versions.md",
      },
    ],
  },
  argocd: {
    repository: "https://argoproj.github.io/argo-helm",
    chartsFollow: false,
    upgrade: { down: 0, source: "argoproj/argo-cd, docs/operator-manual/upgrading/overview.md" },
    releases: [
      {
        version: "3.5.1",
        charts: { "argo-cd": "10.3.3" },
        kubernetes: { oldest: 33, newest: 36 },
        date: "2026-08-13",
        source: ARGO_TESTED,
      },
      {
        version: "3.4.4",
        charts: { "argo-cd": "10.1.1" },
        kubernetes: { oldest: 32, newest: 35 },
        date: "2026-08",
        source: ARGO_TESTED,
      },
    ],
  },
  velero: {
    repository: "https://vmware-tanzu.github.io/helm-charts",
    chartsFollow: false,
    upgrade: { up: 1, down: 0, source: "vmware-tanzu/velero, site/content/docs/main/upgrade-to-1.18.md" },
    releases: [
      {
        version: "1.18.1",
        charts: { velero: "12.1.0" },
        digests: { velero: "cd23589ad1b2d25cdd3220f6866b3f6f4c5683c4c09494e76a14700b33f81f83" },
        // Tested; upstream expects every later Kubernetes to do.
        kubernetes: { oldest: 33, newest: 35 },
        date: "2026-08",
        source: "vmware-tanzu/velero, README.md (compatibility matrix)",
      },
    ],
  },
  "external-dns": {
    repository: "https://kubernetes-sigs.github.io/external-dns",
    chartsFollow: false,
    upgrade: { down: 0, source: "kubernetes-sigs/external-dns, README.md: upstream names no path" },
    releases: [
      {
        version: "0.22.0",
        charts: { "external-dns": "1.22.0" },
        kubernetes: { oldest: 22 },
        date: "2026-09-11",
        source: "kubernetes-sigs/external-dns, README.md (Kubernetes version compatibility)",
      },
      {
        version: "0.21.0",
        charts: { "external-dns": "1.21.1" },
        digests: { "external-dns": "5dd033a4b872bf641860695705ee460031d0bc695f114bf8926fee6736814e19" },
        kubernetes: { oldest: 22 },
        date: "2026-08",
        source: "kubernetes-sigs/external-dns, README.md (Kubernetes version compatibility)",
      },
    ],
  },
  observability: {
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    chartsFollow: false,
    upgrade: {
      down: 0,
      source: "open-telemetry/opentelemetry-helm-charts, charts/opentelemetry-collector/UPGRADING.md",
    },
    releases: [
      {
        version: "0.156.0",
        charts: { "opentelemetry-collector": "0.165.0" },
        digests: {
          "opentelemetry-collector": "b592ea064d9b906930cac2d22b88eeb1bc82f12d5ed07fd20792de2c051ca3c5",
        },
        kubernetes: { oldest: 24 },
        date: "2026-11",
        source: "open-telemetry/opentelemetry-helm-charts, charts/opentelemetry-collector/README.md",
      },
    ],
  },
  "cluster-api": {
    repository: "https://kubernetes-sigs.github.io/cluster-api-operator",
    chartsFollow: false,
    upgrade: {
      up: 3,
      down: 0,
      source: "kubernetes-sigs/cluster-api, docs/book/src/reference/versions.md (Skip upgrades, Downgrades)",
    },
    releases: [
      {
        // The chart installs the operator; which Cluster API it is to run, an object says.
        version: "1.14.2",
        charts: { "cluster-api-operator": "0.28.0" },
        kubernetes: { oldest: 33, newest: 36 },
        date: "2026-11",
        source: "kubernetes-sigs/cluster-api, docs/book/src/reference/versions.md (management clusters)",
      },
    ],
  },
  kubefed: {
    repository: "https://raw.githubusercontent.com/kubernetes-retired/kubefed/master/charts",
    chartsFollow: true,
    upgrade: {
      down: 0,
      source: "kubernetes-retired/kubefed, charts/kubefed/README.md: upstream names no path",
    },
    releases: [
      {
        // The last one: the repository is archived.
        version: "0.10.0",
        charts: { kubefed: "0.10.0" },
        // Upstream names no upper end, and will not: 1.36 is the newest on which its controllers were seen to run.
        kubernetes: { oldest: 16, newest: 36 },
        date: "2022-09",
        source: "kubernetes-retired/kubefed, charts/kubefed/Chart.yaml (kubeVersion)",
      },
    ],
  },
  karmada: {
    repository: "https://raw.githubusercontent.com/karmada-io/karmada/master/charts",
    chartsFollow: false,
    upgrade: { down: 0, source: "karmada-io/karmada, README.md: upstream names no path" },
    releases: [
      {
        // No chart: see fleet/platform/karmada.ts.
        version: "1.18.2",
        charts: {},
        kubernetes: { oldest: 26, newest: 35 },
        date: "2026-11",
        source: "karmada-io/karmada, README.md (Kubernetes compatibility)",
      },
    ],
  },
};

/** Providers of Cluster API, as its operator calls them, and their versions. Both speak the contract v1beta1 (metadata.yaml). */
export const CLUSTER_API_PROVIDERS = {
  aws: { version: "2.13.0", source: "kubernetes-sigs/cluster-api-provider-aws, metadata.yaml" },
  gcp: { version: "1.12.0", source: "kubernetes-sigs/cluster-api-provider-gcp, metadata.yaml" },
} as const;

/**
 * Object-store plugins of Velero, by the Velero minor that they are made for (vmware-tanzu/velero, upgrade-to-1.18.md;
 * the plugins' own README.md, "Compatibility").
 */
export const VELERO_PLUGINS: Readonly<Record<"aws" | "gcp", Readonly<Record<string, string>>>> = {
  aws: { "1.18": "velero/velero-plugin-for-aws:v1.14.0" },
  gcp: { "1.18": "velero/velero-plugin-for-gcp:v1.14.0" },
};
