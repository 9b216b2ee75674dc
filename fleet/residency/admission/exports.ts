import { enumerated, lines, parameter, text } from "./cel.ts";
import { NOT_ON_ITS_WAY_OUT, type AdmissionRule } from "./rule.ts";

const variables = { barred: lines("barredClusters"), clusters: lines("clusters") };

const offered = {
  expression: "variables.barred.size() == 0",
  message: text`would be offered to ${enumerated("variables.barred")}; allowed: ${parameter("jurisdictions")}`,
};

/**
 * Services that are offered to other clusters, by the labels of Linkerd (linkerd2, pkg/k8s/labels.go) or of ambient
 * Istio; and mirrors of those of others. Every cluster that is linked gets what is offered, so all of them have to be
 * allowed. With sidecars Istio has no such label: every Service has endpoints in all clusters of the mesh.
 */
const services: AdmissionRule = {
  name: "exports",
  judgedBy: "namespace",
  resources: [{ group: "", versions: ["v1"], resources: ["services"] }],
  conditions: {
    ...NOT_ON_ITS_WAY_OUT,
    "is-labelled": "has(object.metadata.labels)",
  },
  variables: {
    ...variables,
    offers:
      "['mirror.linkerd.io/exported', 'mirror.linkerd.io/federated', 'istio.io/global'].filter(k, k in object.metadata.labels && !(object.metadata.labels[k] in ['', 'false']))",
    sources:
      "['mirror.linkerd.io/cluster-name', 'multicluster.linkerd.io/remote-discovery'].filter(k, k in object.metadata.labels).map(k, object.metadata.labels[k])",
    foreign: "variables.sources.filter(s, !(s in variables.clusters))",
  },
  validations: [
    {
      expression: `variables.offers.size() == 0 || ${offered.expression}`,
      message: text`residency profile ${parameter("profile")}: metadata.labels ${"variables.offers.join(', ')"}: ${offered.message}`,
    },
    {
      expression: "variables.foreign.size() == 0",
      message: text`residency profile ${parameter("profile")}: metadata.labels: it mirrors a Service of ${"variables.foreign.join(', ')"}; allowed: ${enumerated("variables.clusters")}`,
    },
  ],
};

/** The export of the Multi-Cluster Services API (kubernetes-sigs/mcs-api). */
const serviceExports: AdmissionRule = {
  name: "service-exports",
  judgedBy: "namespace",
  resources: [
    { group: "multicluster.x-k8s.io", versions: ["v1alpha1", "v1beta1"], resources: ["serviceexports"] },
  ],
  conditions: NOT_ON_ITS_WAY_OUT,
  variables,
  validations: [
    {
      expression: offered.expression,
      message: text`residency profile ${parameter("profile")}: metadata.name ${"object.metadata.name"}: the Service ${offered.message}`,
    },
  ],
};

export const exports: readonly AdmissionRule[] = [services, serviceExports];
