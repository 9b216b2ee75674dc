import { FEDERATED_KEEPER, KUBEFED_KEEPER, memberRights } from "./backends/kubefed/rights.ts";
import { entryRights } from "./clouds/gcp/multi-cluster/rights.ts";
import { controlRights, memberRights as karmadaMemberRights } from "./backends/karmada/rights.ts";
import { hubEndpoints } from "./dns/endpoints.ts";
import type { Environment } from "./fleet.ts";
import { argocdNamespaces } from "./gitops/namespaces.ts";
import { clusterKeeper } from "./clouds/cluster-api/rights.ts";
import { provisionedNamespace, type CommonPad, type PadKind } from "./links.ts";
import { EXTERNAL_DNS_NAMESPACE } from "./platform/external-dns.ts";
import { ISTIO_NAMESPACE } from "./platform/istio/names.ts";
import { EVERYTHING, READ, WRITE, type Carried, type Rights, type Rule } from "./rule.ts";

export type { Carried, Rights } from "./rule.ts";

/**
 * What istiod asks for in a remote cluster, as seen with a real one: less than the reader role of Istio 1.30 gives
 * (manifests/charts/istio-control/istio-discovery/templates/reader-clusterrole.yaml).
 */
const ISTIO: readonly Rule[] = [
  { apiGroups: [""], resources: ["endpoints", "namespaces", "nodes", "pods", "services"], verbs: READ },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: READ },
  { apiGroups: ["networking.istio.io"], resources: ["serviceentries", "workloadentries"], verbs: READ },
  { apiGroups: ["gateway.networking.k8s.io"], resources: ["gateways"], verbs: READ },
  { apiGroups: ["multicluster.x-k8s.io"], resources: ["serviceexports", "serviceimports"], verbs: READ },
  { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: READ },
  { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
  { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
];

/**
 * The settings of the peer's mesh, for its trust domain: one ConfigMap, and none beside it. With this name istiod asks
 * for it (pilot/pkg/serviceregistry/kube/controller/multicluster.go).
 */
const ISTIO_SETTINGS = {
  namespace: ISTIO_NAMESPACE,
  rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["istio"], verbs: READ }],
} satisfies Rights["namespaces"][number];

/**
 * Certificates of gateways, which istiod would take from a peer for proxies that it serves there. In a multi-primary
 * mesh it serves none there; but it asks, for all Secrets of all namespaces, and Kubernetes cannot give less than it
 * asks for. Whoever may read them has the tokens of all other landing pads as well, so this is only for those who say so.
 */
const ISTIO_SECRETS: Rule = { apiGroups: [""], resources: ["secrets"], verbs: READ };

/**
 * What a service mirror and the destination controller read in a target cluster: the remote-access role of Linkerd
 * 2.20 (multicluster/charts/linkerd-multicluster, remote-access-service-mirror-rbac.yaml). Of that role two rights are
 * left out: to write events about Services that are not mirrored, and to read linkerd-config, which only `linkerd
 * multicluster check` does. No Secrets.
 */
const LINKERD: readonly Rule[] = [
  { apiGroups: [""], resources: ["services", "endpoints", "pods"], verbs: READ },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: READ },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: READ },
  { apiGroups: ["policy.linkerd.io"], resources: ["servers"], verbs: READ },
];

/** What the environment stack keeps in Argo CD's namespace: its members, which are Secrets, projects and applications. */
const GITOPS_KEEPER: readonly Rule[] = [
  { apiGroups: [""], resources: ["secrets"], verbs: WRITE },
  { apiGroups: ["argoproj.io"], resources: ["appprojects", "applicationsets", "applications"], verbs: WRITE },
];

const NOTHING: Carried = { kinds: [], namespaces: [] };

/** What the environment stack keeps in the namespace of external-dns: global names that one cluster writes for all. */
const NAME_KEEPER: readonly Rule[] = [
  { apiGroups: ["externaldns.k8s.io"], resources: ["dnsendpoints"], verbs: WRITE },
];

/**
 * The rights behind each kind of landing pad, the least that it works with. None is cluster-admin, unless the
 * declaration says so, by `gitops.rights` or the `rights` of a federation.
 *
 * @param carried By a federation that is behind the pad.
 */
export function rightsOf(kind: PadKind, environment: Environment, carried: Carried = NOTHING): Rights {
  const { gitops, mesh, federation } = environment;
  const provisioned = provisionedNamespace(kind);
  if (provisioned !== undefined)
    return {
      cluster: [],
      namespaces: [{ namespace: provisioned, rules: clusterKeeper(provisioned, environment) }],
    };
  switch (kind as CommonPad) {
    case "istio": {
      const secrets = mesh?.kind === "istio" && mesh.rights === "reader" ? [ISTIO_SECRETS] : [];
      return { cluster: [...ISTIO, ...secrets], namespaces: [ISTIO_SETTINGS] };
    }
    case "linkerd":
      return { cluster: LINKERD, namespaces: [] };
    case "argocd":
      if (gitops?.rights === "cluster-admin") return { cluster: EVERYTHING, namespaces: [] };
      return {
        cluster: [],
        namespaces: argocdNamespaces(environment).map((namespace) => ({ namespace, rules: EVERYTHING })),
      };
    case "kubefed":
      return memberRights(federation?.kubefed, carried);
    case "karmada":
      return karmadaMemberRights(environment, carried.namespaces);
    case "karmada-control":
      return controlRights(environment);
    case "hub":
      return {
        cluster: federation?.kubefed === undefined ? [] : FEDERATED_KEEPER,
        namespaces: [
          ...(gitops === undefined ? [] : [{ namespace: "argocd", rules: GITOPS_KEEPER }]),
          ...(hubEndpoints(environment).length === 0
            ? []
            : [{ namespace: EXTERNAL_DNS_NAMESPACE, rules: NAME_KEEPER }]),
          ...(federation?.kubefed === undefined ? [] : [KUBEFED_KEEPER]),
          ...entryRights(environment),
        ],
      };
  }
}
