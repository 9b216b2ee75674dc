import { enumerated, isPlace, lines, listOf, parameter, PLACE_LABELS, termsAllowed, text } from "./cel.ts";
import { SPEC_CHANGES, type AdmissionRule, type Resources } from "./rule.ts";

/**
 * Pods that ask for nodes in a place which the profile does not allow: in a cluster that is stretched over places, or
 * has a zone in another country. One rule for each path that a pod's spec has, so that the API server knows the types.
 */
export const podPlaces: readonly AdmissionRule[] = [
  rule("pods", "spec", [{ group: "", versions: ["v1"], resources: ["pods"] }]),
  rule("pod-templates", "spec.template.spec", [
    { group: "", versions: ["v1"], resources: ["replicationcontrollers"] },
    {
      group: "apps",
      versions: ["v1"],
      resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
    },
    { group: "batch", versions: ["v1"], resources: ["jobs"] },
  ]),
  rule("cron-jobs", "spec.jobTemplate.spec.template.spec", [
    { group: "batch", versions: ["v1"], resources: ["cronjobs"] },
  ]),
];

function rule(name: string, path: string, resources: readonly Resources[]): AdmissionRule {
  const spec = `object.${path}`;
  const affinity = `${spec}.?affinity.?nodeAffinity`;
  const places = "variables.places";
  return {
    name: `places-of-${name}`,
    judgedBy: "namespace",
    resources,
    conditions: SPEC_CHANGES,
    variables: {
      keys: listOf(PLACE_LABELS),
      places: lines("places"),
      selected: `!has(${spec}.nodeSelector) ? [] : variables.keys.filter(k, k in ${spec}.nodeSelector).map(k, ${spec}.nodeSelector[k])`,
      abroad: `variables.selected.filter(v, !${isPlace("v", places)})`,
      required: `${affinity}.?requiredDuringSchedulingIgnoredDuringExecution.?nodeSelectorTerms.orValue([])`,
      preferred: `${affinity}.?preferredDuringSchedulingIgnoredDuringExecution.orValue([]).map(p, p.preference)`,
    },
    validations: [
      {
        expression: "variables.abroad.size() == 0",
        message: text`residency profile ${parameter("profile")}: ${`'${path}'`}.nodeSelector asks for ${"variables.abroad.join(', ')"}; allowed are places in ${parameter("jurisdictions")}: ${enumerated(lines("regions"))}`,
      },
      {
        expression: `${termsAllowed("variables.required", places)} && ${termsAllowed("variables.preferred", places)}`,
        message: text`residency profile ${parameter("profile")}: ${`'${path}'`}.affinity.nodeAffinity asks for another place than those in ${parameter("jurisdictions")}: ${enumerated(lines("regions"))}`,
      },
    ],
  };
}
