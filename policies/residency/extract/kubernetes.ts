import { parseAllDocuments } from "yaml";
import { allOf, NO_FACTS, type Facts, type Finding } from "../facts.ts";
import type { Subject } from "../subject.ts";
import { at, isMap, listOf, text, UNKNOWN, type Tree } from "../../tree.ts";
import { unproved } from "../whereabouts.ts";
import { clusterOf } from "./cluster.ts";
import { argocd } from "./kubernetes/argocd.ts";
import { dns } from "./kubernetes/dns.ts";
import { federation } from "./kubernetes/federation.ts";
import { mesh } from "./kubernetes/mesh.ts";
import { groupOf, type KubernetesObject, type KubernetesRule } from "./kubernetes/object.ts";
import { scheduling } from "./kubernetes/scheduling.ts";
import { velero } from "./kubernetes/velero.ts";
import { search } from "./search.ts";

const RULES: readonly KubernetesRule[] = [velero, dns, mesh, argocd, federation, scheduling];

/** Groups of Kubernetes itself: what their objects hold is known, and is judged by rules of its own. */
const BUILT_IN =
  /^(core|apps|batch|autoscaling|policy|meta|node|scheduling|coordination|events|extensions|(\w+\.)?k8s\.io)$|^[a-z-]+\.k8s\.io$/;
const SEARCHED_BUILT_IN = new Set([
  "ConfigMap",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Pod",
  "ReplicaSet",
]);

/** Everything of the Kubernetes provider. What is put into a cluster is where the cluster is. */
export function kubernetesFacts(subject: Subject): Facts {
  const { type } = subject;
  const [, apiVersion = "", kind = ""] = type.split(":");
  if (/^helm\.sh\/v[34]$/.test(apiVersion)) return allOf(own(subject), charts(subject));
  const isText = /^(yaml|kustomize)(\/v2)?$/.test(apiVersion);
  const objects = isText ? texts(subject) : objectsOf(subject, apiVersion, kind);
  return allOf(own(subject), { findings: unknownParts(subject) }, ...objects.map(objectFacts));
}

/** The resource itself, a patch of an object, or the members of a list of them. */
function objectsOf(subject: Subject, apiVersion: string, kind: string): KubernetesObject[] {
  const group = groupOf(apiVersion);
  const { props } = subject;
  if (!kind.endsWith("List") || !("items" in props))
    return [{ apiVersion, group, kind: kind.replace(/Patch$/, ""), object: props, under: "", subject }];
  return listOf(props.items).map((item, index) => ({
    ...{ apiVersion, group, kind: kind.replace(/List$/, ""), under: `items[${index}]`, subject },
    object: isMap(item) ? item : {},
  }));
}

function own(subject: Subject): Partial<Facts> {
  // A chart or a folder of manifests may be a component that has no provider of its own; its children have.
  if (subject.provider === undefined && isComponent(subject.type)) return NO_FACTS;
  const where = clusterOf(subject);
  const name = text(at(subject.props, "metadata", "name"));
  return {
    where,
    findings: [{ path: "provider", concern: "data", at: where }],
    names: name === undefined ? [] : [name],
  };
}

function isComponent(type: string): boolean {
  return /^kubernetes:(helm\.sh\/v4:Chart|helm\.sh\/v3:Chart|yaml(\/v2)?:\w+|kustomize(\/v2)?:\w+)$/.test(
    type,
  );
}

function objectFacts(object: KubernetesObject): Facts {
  const { group, kind, under, subject } = object;
  const searched = !BUILT_IN.test(group) || SEARCHED_BUILT_IN.has(kind);
  const body = Object.fromEntries(
    Object.entries(object.object).filter(
      ([key]) => !["metadata", "status", "apiVersion", "kind"].includes(key),
    ),
  );
  // These are searched by rules of their own, which know more.
  const apart = /^(velero\.io|argoproj\.io|policy\.karmada\.io)$/.test(group);
  const found = searched && !apart ? search(body, under, subject) : [];
  return allOf({ findings: found }, ...RULES.map((rule) => rule(object)));
}

/** A part that is not known as a whole: what it says of places is not either. */
function unknownPart(path: string): Finding {
  return { path, concern: "data", at: unproved() };
}

/** Values of a chart: given as data, or as files of YAML whose text the engine hands over. */
function charts(subject: Subject): Partial<Facts> {
  const { props } = subject;
  const files = listOf(at(props, "valueYamlFiles")).flatMap((file, index) => {
    if (file === UNKNOWN) return [unknownPart(`valueYamlFiles[${index}]`)];
    const given = text(file);
    return given === undefined
      ? []
      : parsedAll(given).flatMap((each) => search(each, `valueYamlFiles[${index}]`, subject));
  });
  const values = at(props, "values");
  const whole = values === UNKNOWN ? [unknownPart("values")] : [];
  return {
    findings: [...(values === undefined ? [] : search(values, "values", subject)), ...whole, ...files],
  };
}

function unknownParts({ props }: Subject): Finding[] {
  return ["yaml", "objs", "items"].filter((key) => listOf(at(props, key)).includes(UNKNOWN)).map(unknownPart);
}

/** The objects of a `yaml` text or an `objs` list. */
function texts(subject: Subject): KubernetesObject[] {
  const { props } = subject;
  const yaml = text(at(props, "yaml"));
  const given: [string, Tree][] = [
    ...(yaml === undefined
      ? []
      : parsedAll(yaml).map((each, index): [string, Tree] => [`yaml[${index}]`, each])),
    ...listOf(at(props, "objs")).map((each, index): [string, Tree] => [`objs[${index}]`, each]),
  ];
  return given.flatMap(([under, object]) => {
    const apiVersion = text(at(object, "apiVersion"));
    const kind = text(at(object, "kind"));
    if (!isMap(object) || apiVersion === undefined || kind === undefined) return [];
    return [{ apiVersion, group: groupOf(apiVersion), kind, object, under, subject }];
  });
}

function parsedAll(yaml: string): Tree[] {
  try {
    return parseAllDocuments(yaml).map((document) => document.toJS() as Tree);
  } catch {
    return [UNKNOWN];
  }
}
