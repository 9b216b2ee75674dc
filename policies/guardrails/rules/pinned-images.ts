import { parseImage } from "../../../fleet/images.ts";
import { at, isMap, join, listOf, UNKNOWN, type Tree } from "../../tree.ts";
import { isChart, isKubernetes, objectsOf } from "../extract/kubernetes.ts";
import { valuesOf } from "../extract/values.ts";
import { unproved, type MaybeTree, type Rule } from "../rule.ts";

export const pinnedImages: Rule = {
  name: "pinned-images",
  description: "An image has a tag other than latest, or a digest.",
  appliesTo: isKubernetes,
  *check(subject) {
    if (isChart(subject.type)) {
      for (const { path, values } of valuesOf(subject)) {
        if (values === UNKNOWN) yield unproved(path);
        else yield* imagesInValues(values, path);
      }
    }
    for (const { kind, object, patch, under } of objectsOf(subject)) {
      if (WORKLOAD.test(kind)) yield* unknownTemplate(object, under);
      yield* imagesInObject(object, under, patch);
    }
  },
};

/** Kinds that surely have a pod template somewhere, so that not to know where is not to know the images. */
const WORKLOAD =
  /^(Pod|PodTemplate|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob)$/;

function* unknownTemplate(tree: Tree, under: string): Generator<string> {
  for (const key of ["spec", "jobTemplate", "template"]) {
    const value = at(tree, key);
    if (value === UNKNOWN) yield unproved(`${under}${key}`);
    else if (value !== undefined) yield* unknownTemplate(value, `${under}${key}.`);
  }
}

const CONTAINERS = ["containers", "initContainers", "ephemeralContainers"];

/** Wherever a pod template is: in a workload, and in the custom resources that make workloads. */
function* imagesInObject(tree: Tree, under: string, patch: boolean, injected = false): Generator<string> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* imagesInObject(each, `${trimmed(under)}[${index}].`, patch, injected);
    return;
  }
  if (!isMap(tree)) return;
  // Such a pod gets its image from the mesh, and `auto` until then: istio.io, "Installing Gateways".
  const mesh = injected || at(tree, "metadata", "annotations", "inject.istio.io/templates") !== undefined;
  for (const [key, value] of Object.entries(tree)) {
    const path = `${under}${join("", key)}`;
    if (CONTAINERS.includes(key)) {
      if (value === UNKNOWN) yield unproved(path);
      for (const [index, container] of listOf(value).entries()) {
        if (container === UNKNOWN) yield unproved(`${path}[${index}]`);
        else if (isMap(container)) yield* imageOf(container, `${path}[${index}]`, patch, mesh);
      }
    } else yield* imagesInObject(value, `${path}.`, patch, mesh);
  }
}

function* imageOf(container: Tree, path: string, patch: boolean, injected: boolean): Generator<string> {
  const image = at(container, "image");
  // A patch says of a container only what changes.
  if ((image === undefined && patch) || (image === "auto" && injected)) return;
  yield* judge(image ?? "", `${path}.image`);
}

function* judge(image: MaybeTree, path: string): Generator<string> {
  if (image === UNKNOWN) yield unproved(path);
  if (typeof image !== "string") return;
  const { tag, digest } = parseImage(image);
  if (digest !== undefined && digest !== "") return;
  if (tag === undefined || tag === "") yield `${path} has neither a tag nor a digest`;
  else if (isLatest(tag)) yield `${path} has the tag latest, which is another image tomorrow`;
}

/** Values of a chart, where nothing says what an image is but the names of the keys. */
function* imagesInValues(tree: Tree, path: string): Generator<string> {
  if (Array.isArray(tree)) {
    for (const [index, each] of (tree as readonly Tree[]).entries())
      yield* imagesInValues(each, `${path}[${index}]`);
    return;
  }
  if (!isMap(tree)) return;
  const digest = at(tree, "digest") ?? at(tree, "sha");
  const byDigest = typeof digest === "string" && digest !== "";
  for (const [key, value] of Object.entries(tree)) {
    const here = join(path, key);
    if (/^tag$|Tag$/.test(key)) {
      if (value === UNKNOWN && !byDigest) yield unproved(here);
      if (isLatest(value) && !byDigest) yield `${here} is latest, which is another image tomorrow`;
    } else if (/^image$|Image$/.test(key) && !isMap(value)) {
      if (value === UNKNOWN) yield unproved(here);
      // The tag may be a value of its own, so only one that is there is judged.
      if (
        typeof value === "string" &&
        parseImage(value).digest === undefined &&
        isLatest(parseImage(value).tag)
      )
        yield `${here} has the tag latest, which is another image tomorrow`;
    } else yield* imagesInValues(value, here);
  }
}

function isLatest(tag: MaybeTree): boolean {
  return typeof tag === "string" && tag.toLowerCase() === "latest";
}

function trimmed(under: string): string {
  return under.replace(/\.$/, "");
}
