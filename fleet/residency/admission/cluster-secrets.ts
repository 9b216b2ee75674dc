import { CLUSTER_SECRET } from "../../gitops/labels.ts";
import { enumerated, lines, parameter, text } from "./cel.ts";
import { NOT_ON_ITS_WAY_OUT, SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

const [[argocd, argocdValue]] = Object.entries(CLUSTER_SECRET) as [[string, string]];

const hasLabel = (key: string, value: string) =>
  `object.metadata.?labels[?'${key}'].orValue('') == '${value}'`;

const allowed = enumerated("variables.links.map(l, l.split(' ').slice(0, 2).join(' for '))");

const foreign = (property: string) =>
  text`${`'${property}'`} of ${"variables.self"}: no link of ${parameter("cluster")} that residency allows; allowed: ${allowed}`;

/**
 * Credentials of other clusters, by which a mesh or Argo CD reaches them. Those of the declared links, under the names
 * that the program gives them: an address does not say which cluster answers at it, nor in which country, so no other
 * Secret is taken at its word.
 */
const secrets: AdmissionRule = {
  name: "cluster-secrets",
  judgedBy: "cluster",
  resources: [{ group: "", versions: ["v1"], resources: ["secrets"] }],
  conditions: {
    ...NOT_ON_ITS_WAY_OUT,
    "is-a-credential": [
      hasLabel(argocd, argocdValue),
      hasLabel("istio/multiCluster", "true"),
      "object.type == 'mirror.linkerd.io/remote-kubeconfig'",
    ].join(" || "),
  },
  variables: {
    // Namespace and name, cluster, and the cluster as it is among the data of a Secret.
    links: lines("links"),
    self: "object.metadata.namespace + '/' + object.metadata.name",
    isDeclared: "variables.links.exists(l, l.startsWith(variables.self + ' '))",
  },
  validations: [
    {
      expression: "variables.isDeclared",
      message: foreign("metadata.name"),
    },
    {
      expression: `!(${hasLabel(argocd, argocdValue)}) || (has(object.data) && 'name' in object.data && variables.links.exists(l, l.startsWith(variables.self + ' ') && l.endsWith(' ' + string(object.data['name']))))`,
      message: foreign("data.name"),
    },
    {
      expression: `!(${hasLabel("istio/multiCluster", "true")}) || (has(object.data) && object.data.all(k, variables.links.exists(l, l.startsWith(variables.self + ' ' + k + ' '))))`,
      message: foreign("data"),
    },
  ],
};

/** What Linkerd makes of such credentials. */
const linkerdLinks: AdmissionRule = {
  name: "linkerd-links",
  judgedBy: "cluster",
  resources: [
    {
      group: "multicluster.linkerd.io",
      versions: ["v1alpha3", "v1alpha2", "v1alpha1"],
      resources: ["links"],
    },
  ],
  conditions: SPEC_CHANGES,
  variables: {
    links: lines("links"),
    self: "object.metadata.namespace + '/' + object.metadata.name",
    secret:
      "object.metadata.namespace + '/' + object.spec.?clusterCredentialsSecret.orValue('') + ' ' + object.spec.?targetClusterName.orValue('') + ' '",
  },
  validations: [
    {
      expression: "variables.links.exists(l, l.startsWith(variables.secret))",
      message: foreign("spec.targetClusterName"),
    },
  ],
};

/** What KubeFed makes of them. */
export const kubefedClusters: AdmissionRule = {
  name: "kubefed-clusters",
  judgedBy: "cluster",
  resources: [{ group: "core.kubefed.io", versions: ["v1beta1"], resources: ["kubefedclusters"] }],
  conditions: SPEC_CHANGES,
  variables: {
    links: lines("links"),
    self: "object.metadata.namespace + '/' + object.metadata.name",
    secret:
      "object.metadata.namespace + '/' + object.spec.?secretRef.?name.orValue('') + ' ' + object.metadata.name + ' '",
  },
  validations: [
    {
      expression: "variables.links.exists(l, l.startsWith(variables.secret))",
      message: foreign("spec.secretRef"),
    },
  ],
};

export const clusterSecrets: readonly AdmissionRule[] = [secrets, linkerdLinks];
