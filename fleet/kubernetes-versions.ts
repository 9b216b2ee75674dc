/**
 * Kubernetes minors that all systems of the platform support together, as of 2026-11: Istio 1.30 from 1.32
 * (istio/istio, releasenotes/notes/updateMinK8sto1.32.yaml), Linkerd 2.20 1.31 to 1.35 (linkerd/website,
 * reference/k8s-versions.md), Argo CD 3.5 1.33 to 1.36 (argoproj/argo-cd, docs/operator-manual/tested-kubernetes-versions.md),
 * Velero 1.18 1.33 to 1.35 (vmware-tanzu/velero, README.md).
 */
export const SUPPORTED_KUBERNETES = { oldest: 33, newest: 35 } as const;

/** What local clusters run: the one version that the toolchain has (tools/catalogue.ts; a test compares them). */
export const LOCAL_KUBERNETES = "1.35.4";
