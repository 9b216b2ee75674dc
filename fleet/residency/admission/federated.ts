import { federatedPlural, NAMESPACE, OWN_KINDS, UPSTREAM_KINDS } from "../../backends/kubefed/types.ts";
import { CLUSTER_LABEL } from "../../gitops/labels.ts";
import { enumerated, lines, parameter, text } from "./cel.ts";
import { kubefedClusters } from "./cluster-secrets.ts";
import { SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

const KINDS = [...UPSTREAM_KINDS.filter(({ namespaced }) => namespaced), ...OWN_KINDS, NAMESPACE];

const profile = parameter("profile");
const allowed = enumerated("variables.clusters");

/**
 * Where KubeFed is to put what is under a profile. Without names it goes by labels, and an empty selector is every
 * cluster, also one that joins later; no placement at all is no cluster (kubefed, docs/userguide.md).
 */
const placements: AdmissionRule = {
  name: "federated-placements",
  judgedBy: "namespace",
  resources: [
    {
      group: "types.kubefed.io",
      versions: ["v1beta1"],
      resources: KINDS.filter((kind) => kind.namespaced || kind === NAMESPACE).map(federatedPlural),
    },
  ],
  conditions: SPEC_CHANGES,
  variables: {
    clusters: lines("clusters"),
    foreign:
      "object.spec.?placement.?clusters.orValue([]).filter(c, !(c.name in variables.clusters)).map(c, c.name)",
    bounds: `object.spec.?placement.?clusterSelector.?matchExpressions.orValue([]).filter(e, e.key == '${CLUSTER_LABEL}' && e.operator == 'In' && e.?values.orValue([]).all(v, v in variables.clusters))`,
  },
  validations: [
    {
      expression: "variables.foreign.size() == 0",
      message: text`residency profile ${profile}: spec.placement.clusters: ${"variables.foreign.join(', ')"} may not have it; allowed: ${allowed}`,
    },
    {
      expression: "!object.spec.?placement.?clusterSelector.hasValue() || variables.bounds.size() > 0",
      message: text`residency profile ${profile}: spec.placement.clusterSelector: it takes clusters without naming them, now and later; allowed: ${`'${CLUSTER_LABEL} In '`}${allowed}`,
    },
  ],
};

/** A replica scheduler writes the placement itself: on every cluster of the federation, unless it is held to a selector. */
const preferences: AdmissionRule = {
  name: "replica-scheduling-preferences",
  judgedBy: "namespace",
  resources: [
    {
      group: "scheduling.kubefed.io",
      versions: ["v1alpha1"],
      resources: ["replicaschedulingpreferences"],
    },
  ],
  conditions: SPEC_CHANGES,
  variables: {
    clusters: lines("clusters"),
    foreign: "object.spec.?clusters.orValue({}).map(name, name).filter(name, !(name in variables.clusters))",
  },
  validations: [
    {
      expression: "variables.foreign.size() == 0",
      message: text`residency profile ${profile}: spec.clusters: ${"variables.foreign.join(', ')"} may not have it; allowed: ${allowed}`,
    },
    {
      expression: "object.spec.?intersectWithClusterSelector.orValue(false) == true",
      message: text`residency profile ${profile}: spec.intersectWithClusterSelector: without it, every cluster of the federation is taken; allowed: true`,
    },
  ],
};

/** On the hub of a federation of KubeFed: what is said there happens on its members. */
export const federated: readonly AdmissionRule[] = [placements, preferences, kubefedClusters];
