import { enumerated, lines, parameter, text } from "./cel.ts";
import { SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

const profile = parameter("profile");
const allowed = enumerated("variables.clusters");

/**
 * Where Karmada is to put what is under a profile: on clusters that are named, and may have it. Without an affinity it
 * takes every cluster, also one that joins later; labels and fields are for anyone to change; and a later group, or one for
 * what does not fit, counts as the first does (karmada, pkg/apis/policy/v1alpha1/propagation_types.go).
 */
const propagation: AdmissionRule = {
  name: "propagation-policies",
  judgedBy: "namespace",
  resources: [{ group: "policy.karmada.io", versions: ["v1alpha1"], resources: ["propagationpolicies"] }],
  conditions: SPEC_CHANGES,
  variables: {
    clusters: lines("clusters"),
    groups: [
      "(object.spec.?placement.?clusterAffinity.hasValue() ? [object.spec.placement.clusterAffinity.?clusterNames.orValue([])] : [])",
      "object.spec.?placement.?clusterAffinities.orValue([]).map(a, a.?clusterNames.orValue([]))",
    ].join(" + "),
    overflow:
      "object.spec.?placement.?clusterAffinities.orValue([]).exists(a, a.?overflowAffinities.orValue([]).size() > 0)",
    foreign:
      "variables.groups.filter(g, g.exists(c, !(c in variables.clusters))).map(g, g.filter(c, !(c in variables.clusters)).join(', '))",
  },
  validations: [
    {
      expression: "variables.groups.size() > 0 && variables.groups.all(g, g.size() > 0)",
      message: text`residency profile ${profile}: spec.placement: it takes clusters without naming them, now and later; allowed: ${allowed}`,
    },
    {
      expression: "variables.foreign.size() == 0",
      message: text`residency profile ${profile}: spec.placement: ${"variables.foreign.join(', ')"} may not have it; allowed: ${allowed}`,
    },
    {
      expression: "!variables.overflow",
      message: text`residency profile ${profile}: spec.placement.clusterAffinities.overflowAffinities: they are not looked into; name the clusters instead: ${allowed}`,
    },
  ],
};

/** On the cluster with Karmada's API: what is said there happens on its members. */
export const propagated: readonly AdmissionRule[] = [propagation];
