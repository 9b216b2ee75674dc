import { WORKLOAD_LABEL } from "../names.ts";

/* What a sandbox keeps from the world, as data. */

/**
 * Kinds that publish, route, reach out or take part in something outside the namespace, as resources: a sandbox is
 * restored without them. NetworkPolicies are among them since they only ever allow: one of the workload's own would open
 * what the drill has closed (kubernetes.io, "Network Policies": they are additive).
 */
export const SECLUDED_KINDS: readonly string[] = [
  ...["ingresses.networking.k8s.io", "ingresses.extensions", "dnsendpoints.externaldns.k8s.io"],
  ...["gateways", "httproutes", "grpcroutes", "tcproutes", "tlsroutes", "udproutes", "listenersets"].map(
    (name) => `${name}.gateway.networking.k8s.io`,
  ),
  ...["serviceexports.multicluster.x-k8s.io", "serviceimports.multicluster.x-k8s.io"],
  ...["serviceexports.net.gke.io", "serviceimports.net.gke.io"],
  ...["multiclusteringresses.networking.gke.io", "multiclusterservices.networking.gke.io"],
  ...["gateways", "virtualservices", "serviceentries", "workloadentries", "workloadgroups"].map(
    (name) => `${name}.networking.istio.io`,
  ),
  ...["links.multicluster.linkerd.io", "targetgroupbindings.elbv2.k8s.aws"],
  ...["networkpolicies.networking.k8s.io", "ciliumnetworkpolicies.cilium.io"],
  ...["horizontalpodautoscalers.autoscaling", "scaledobjects.keda.sh", "scaledjobs.keda.sh"],
  ...["applications.argoproj.io", "applicationsets.argoproj.io", "appprojects.argoproj.io"],
  ...["propagationpolicies.policy.karmada.io", "overridepolicies.policy.karmada.io"],
  ...["works.work.karmada.io", "resourcebindings.work.karmada.io"],
  ...["certificates.cert-manager.io", "certificaterequests.cert-manager.io", "issuers.cert-manager.io"],
  ...["orders.acme.cert-manager.io", "challenges.acme.cert-manager.io"],
  ...["externalsecrets.external-secrets.io", "pushsecrets.external-secrets.io"],
  ...["clusters.cluster.x-k8s.io", "machinedeployments.cluster.x-k8s.io", "machines.cluster.x-k8s.io"],
];

/**
 * Beginnings of the annotations that make somebody outside act: external-dns writes records, controllers of clouds make
 * load balancers, Argo CD and Karmada take the object for one of theirs.
 */
export const SECLUDED_ANNOTATIONS: readonly string[] = [
  "external-dns.alpha.kubernetes.io/",
  "external-dns.kubernetes.io/",
  "service.beta.kubernetes.io/",
  "cloud.google.com/",
  "networking.gke.io/",
  "argocd.argoproj.io/",
  "work.karmada.io/",
  "multicluster.linkerd.io/",
  "networking.istio.io/exportTo",
];

/**
 * Beginnings of the labels that do: a mesh exports the Service, a federation takes the object for one of its own. So does
 * the fleet, which counts the replicas of a workload by its label.
 */
export const SECLUDED_LABELS: readonly string[] = [
  WORKLOAD_LABEL,
  "mirror.linkerd.io/",
  "multicluster.linkerd.io/",
  "istio.io/global",
  "istio.io/rev",
  "istio.io/dataplane-mode",
  "sidecar.istio.io/",
  "kubefed.io/",
  "karmada.io/",
  "work.karmada.io/",
  "argocd.argoproj.io/",
];
