import { compare } from "../../compare.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { differenceOf, type DifferenceStep } from "../difference.ts";
import { POLICY_API } from "./names.ts";
import { objectName, selectorOf, withAnnotations } from "./template.ts";

/** An object as one cluster is to have it. */
export interface OwnForm {
  readonly cluster: string;
  readonly object: KubernetesObject;
}

interface PlaintextOverrider {
  readonly path: string;
  readonly operator: DifferenceStep["op"];
  readonly value?: unknown;
}

/**
 * What makes of a template the object of each cluster: one policy, with one rule for all clusters that have the same.
 *
 * @param isScheduled Whether Karmada itself decides how many replicas a cluster gets; else the override says it, too,
 * and holds whatever its scheduler makes of a cluster that is new, tainted or about to go.
 */
export function overridePolicy(
  workload: string,
  template: KubernetesObject,
  forms: readonly OwnForm[],
  isScheduled: boolean,
): KubernetesObject {
  const rules = forms.map(({ cluster, object }) => ({
    cluster,
    plaintext: [
      ...differenceOf(template, withAnnotations(object))
        .filter(({ path }) => path !== REPLICAS)
        .map(overrider),
      ...(isScheduled ? [] : replicasOf(object)),
    ],
  }));
  const alike = [...Map.groupBy(rules, ({ plaintext }) => JSON.stringify(plaintext)).values()];
  const { namespace } = template.metadata;
  const name = `${workload}-${objectName(template)}`;
  return {
    apiVersion: POLICY_API,
    kind: namespace === undefined ? "ClusterOverridePolicy" : "OverridePolicy",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      resourceSelectors: [selectorOf(template)],
      overrideRules: alike.map((group) => ({
        targetCluster: { clusterNames: group.map(({ cluster }) => cluster).sort(compare) },
        overriders: { plaintext: group[0]?.plaintext ?? [] },
      })),
    },
  };
}

const REPLICAS = "/spec/replicas";

/** `add` also replaces what is there (RFC 6902, 4.1). */
function replicasOf(object: KubernetesObject): PlaintextOverrider[] {
  const { spec } = object as { spec?: { replicas?: unknown } };
  return typeof spec?.replicas === "number"
    ? [{ path: REPLICAS, operator: "add", value: spec.replicas }]
    : [];
}

function overrider(step: DifferenceStep): PlaintextOverrider {
  return { path: step.path, operator: step.op, ...("value" in step ? { value: step.value } : {}) };
}
