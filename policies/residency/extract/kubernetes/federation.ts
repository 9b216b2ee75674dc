import type { Choice, Facts, Finding } from "../../facts.ts";
import { at, isMap, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { inAnyCloud, unproved, type Whereabouts } from "../../whereabouts.ts";
import { clusterNamed, entriesOf } from "../cluster.ts";
import { path, type KubernetesObject } from "./object.ts";
import { labelsOf } from "./secrets.ts";
import { matcherOf } from "./selector.ts";

const EVERY: Whereabouts = {
  kind: "anywhere",
  what: "it takes any cluster of the federation, now and later",
};

/** Where Karmada and KubeFed place things, and the clusters that they are told of. */
export function federation(object: KubernetesObject): Partial<Facts> {
  const { group, kind } = object;
  if (group === "cluster.karmada.io" && kind === "Cluster") return registered(object, "karmada");
  if (group === "core.kubefed.io" && kind === "KubeFedCluster") return registered(object, "kubefed");
  if (group === "policy.karmada.io" && /PropagationPolicy$/.test(kind)) return propagation(object);
  if (group === "types.kubefed.io") return placement(object);
  if (group === "scheduling.kubefed.io" && kind === "ReplicaSchedulingPreference")
    return { findings: preferred(object) };
  return {};
}

function registered(object: KubernetesObject, as: "karmada" | "kubefed"): Partial<Facts> {
  const { object: body, subject } = object;
  const name = text(at(body, "metadata", "name")) ?? "";
  const where = clusterNamed([at(body, "spec", "apiEndpoint"), name], subject);
  const findings: Finding[] = [{ path: path(object, "spec", "apiEndpoint"), concern: "data", at: where }];
  const fields = {
    "spec.region": at(body, "spec", "region") ?? "",
    "spec.provider": at(body, "spec", "provider") ?? "",
  };
  return { findings, registers: { as, name, labels: { ...labelsOf(body), ...fields }, where } };
}

/** Every affinity counts: those that are tried when the first does not fit, too. */
function propagation(object: KubernetesObject): Partial<Facts> {
  const given = at(object.object, "spec", "placement");
  const here = path(object, "spec", "placement");
  if (given === UNKNOWN) return { findings: [{ path: here, concern: "data", at: unproved() }] };
  const single = at(given, "clusterAffinity");
  const several = at(given, "clusterAffinities");
  const findings: Finding[] = [];
  const choices: Choice[] = [];
  if (single === undefined && listOf(several).length === 0 && several !== UNKNOWN)
    findings.push({ path: here, concern: "data", at: EVERY });
  if (single !== undefined) affinity(single, `${here}.clusterAffinity`, object, findings, choices);
  if (several === UNKNOWN)
    findings.push({ path: `${here}.clusterAffinities`, concern: "failover", at: unproved() });
  for (const [index, each] of listOf(several).entries()) {
    affinity(each, `${here}.clusterAffinities[${index}]`, object, findings, choices);
    for (const [next, overflow] of listOf(at(each, "overflowAffinities")).entries())
      affinity(
        overflow,
        `${here}.clusterAffinities[${index}].overflowAffinities[${next}]`,
        object,
        findings,
        choices,
      );
  }
  for (const [next, overflow] of listOf(at(single, "overflowAffinities")).entries())
    affinity(overflow, `${here}.clusterAffinity.overflowAffinities[${next}]`, object, findings, choices);
  return { findings, choices };
}

function affinity(
  given: Tree,
  here: string,
  { subject }: KubernetesObject,
  findings: Finding[],
  choices: Choice[],
): void {
  if (given === UNKNOWN) {
    findings.push({ path: here, concern: "data", at: unproved() });
    return;
  }
  const names = at(given, "clusterNames");
  if (names === UNKNOWN) findings.push({ path: `${here}.clusterNames`, concern: "data", at: unproved() });
  for (const [index, name] of listOf(names).entries())
    findings.push({
      path: `${here}.clusterNames[${index}]`,
      concern: "data",
      at: clusterNamed([name], subject),
    });
  const fields = fieldsOf(at(given, "fieldSelector"), here, findings);
  const labels = at(given, "labelSelector");
  const matches = labels === undefined ? "all" : matcherOf(labels);
  if (matches === "unknown")
    findings.push({ path: `${here}.labelSelector`, concern: "data", at: unproved() });
  else if (matches !== "all")
    choices.push({ path: `${here}.labelSelector`, concern: "data", among: "karmada", matches });
  else if (!fields && names !== UNKNOWN && listOf(names).length === 0)
    findings.push({ path: here, concern: "data", at: EVERY });
}

/** Whether it holds the choice to regions or zones; which those are is judged. */
function fieldsOf(selector: Tree | undefined, here: string, findings: Finding[]): boolean {
  if (selector === UNKNOWN) findings.push({ path: `${here}.fieldSelector`, concern: "data", at: unproved() });
  let bounded = false;
  for (const [index, each] of listOf(at(selector, "matchExpressions")).entries()) {
    if (!/^(region|zone)$/.test(text(at(each, "key")) ?? "") || at(each, "operator") !== "In") continue;
    bounded = true;
    const values = at(each, "values");
    for (const [next, value] of (values === UNKNOWN ? [UNKNOWN] : listOf(values)).entries()) {
      const path = `${here}.fieldSelector.matchExpressions[${index}].values[${next}]`;
      findings.push({ path, concern: "data", at: inAnyCloud(value) });
    }
  }
  return bounded || selector === UNKNOWN;
}

/** KubeFed: no placement is no cluster; an empty selector is every cluster. */
function placement(object: KubernetesObject): Partial<Facts> {
  const given = at(object.object, "spec", "placement");
  const here = path(object, "spec", "placement");
  if (given === undefined) return {};
  const clusters = at(given, "clusters");
  if (given === UNKNOWN || clusters === UNKNOWN)
    return { findings: [{ path: here, concern: "data", at: unproved() }] };
  // Names win over a selector.
  if (clusters !== undefined) {
    const findings = listOf(clusters).map((each, index): Finding => {
      return {
        path: `${here}.clusters[${index}].name`,
        concern: "data",
        at: clusterNamed([at(each, "name")], object.subject),
      };
    });
    return { findings };
  }
  const selector = at(given, "clusterSelector");
  if (selector === undefined) return {};
  const matches = matcherOf(selector);
  if (matches === "unknown")
    return { findings: [{ path: `${here}.clusterSelector`, concern: "data", at: unproved() }] };
  if (matches === "all")
    return { findings: [{ path: `${here}.clusterSelector`, concern: "data", at: EVERY }] };
  return { choices: [{ path: `${here}.clusterSelector`, concern: "data", among: "kubefed", matches }] };
}

function preferred(object: KubernetesObject): Finding[] {
  const clusters = at(object.object, "spec", "clusters");
  const here = path(object, "spec", "clusters");
  if (clusters === UNKNOWN) return [{ path: here, concern: "data", at: unproved() }];
  return entriesOf(isMap(clusters) ? clusters : undefined).map(([name]): Finding => {
    return { path: here, concern: "data", at: name === "*" ? EVERY : clusterNamed([name], object.subject) };
  });
}
