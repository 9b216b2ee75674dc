import type { Facts, Finding } from "../../facts.ts";
import { at, everyLeaf, isMap, join, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { inAnyCloud, unproved } from "../../whereabouts.ts";
import { entriesOf } from "../cluster.ts";
import { path, type KubernetesObject } from "./object.ts";

const TOPOLOGY =
  /^(topology\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io|topology\.[\w.-]+)\/(region|zone)$/;

/** Places that pods, volumes and machines are bound to inside a cluster, which may stretch over several. */
export function scheduling(object: KubernetesObject): Partial<Facts> {
  const { kind, group, object: body } = object;
  if (group === "storage.k8s.io" && kind === "StorageClass") return { findings: [...storageClass(object)] };
  if (/(^|\.)cluster\.x-k8s\.io$/.test(group)) return { findings: [...clusterApi(object)] };
  return { findings: [...topology(body, object.under)] };
}

/** Node selectors, node affinities and topologies of volumes, wherever they stand. */
function* topology(tree: Tree, here: string): Generator<Finding> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* topology(each, `${here}[${index}]`);
  }
  if (!isMap(tree)) return;
  const key = text(tree.key);
  if (
    key !== undefined &&
    TOPOLOGY.test(key) &&
    "values" in tree &&
    !/^(NotIn|DoesNotExist)$/.test(text(tree.operator) ?? "In")
  ) {
    const values = tree.values === UNKNOWN ? [UNKNOWN] : listOf(tree.values);
    for (const [index, value] of values.entries())
      yield { path: `${join(here, "values")}[${index}]`, concern: "data", at: inAnyCloud(value) };
    return;
  }
  for (const [name, value] of Object.entries(tree)) {
    if (name === "nodeSelector") {
      for (const [label, chosen] of entriesOf(value).filter(([label]) => TOPOLOGY.test(label)))
        yield { path: join(join(here, name), label), concern: "data", at: inAnyCloud(chosen) };
    } else if (name !== "labels") yield* topology(value, join(here, name));
  }
}

function* storageClass(object: KubernetesObject): Generator<Finding> {
  const parameters = at(object.object, "parameters");
  if (parameters === UNKNOWN) yield { path: path(object, "parameters"), concern: "data", at: unproved() };
  for (const [key, value] of entriesOf(parameters)) {
    if (!/(^|[.-])(region|zones?|location|replica-zones)$/i.test(key)) continue;
    const values = typeof value === "string" ? value.split(",") : [value];
    for (const each of values)
      yield { path: path(object, "parameters", key), concern: "data", at: inAnyCloud(each) };
  }
  for (const [index, each] of listOf(at(object.object, "allowedTopologies")).entries()) {
    const here = path(object, "allowedTopologies", String(index));
    if (each === UNKNOWN) yield { path: here, concern: "data", at: unproved() };
    yield* topology(each, here);
  }
}

/** Regions of the clusters that Cluster API makes: in fields of the provider's objects, or in variables of a topology. */
function* clusterApi(object: KubernetesObject): Generator<Finding> {
  const variables = at(object.object, "spec", "topology", "variables");
  for (const [index, variable] of listOf(variables).entries()) {
    const here = `${path(object, "spec", "topology", "variables")}[${index}].value`;
    const name = text(at(variable, "name")) ?? "";
    const value = at(variable, "value");
    if (/(region|location|zone)s?$/i.test(name) && value !== undefined) {
      for (const leaf of everyLeaf(value, here))
        yield { path: leaf.path, concern: "data", at: inAnyCloud(leaf.value) };
    }
  }
  if (variables === UNKNOWN)
    yield { path: path(object, "spec", "topology", "variables"), concern: "data", at: unproved() };
  for (const key of ["region", "location", "zone", "failureDomain"]) {
    for (const under of [["spec"], ["spec", "template", "spec"]]) {
      const value = at(object.object, ...under, key);
      if (value !== undefined && value !== "")
        yield { path: path(object, ...under, key), concern: "data", at: inAnyCloud(value) };
    }
  }
}
