import type { Division, Override, PatchOperation } from "./declaration/schema.ts";
import { byName, compare } from "./fleet.ts";
import { overrideImage } from "./images.ts";
import type { KubernetesObject } from "./manifests.ts";
import {
  containersOf,
  describeObject,
  isScalable,
  mapContainers,
  podTemplatePath,
  valueAt,
  withValue,
  type Container,
} from "./objects.ts";
import { applyPatch } from "./patches.ts";
import { listed, type ModelProblem } from "./problems.ts";

/** Objects after a change, and what could not be changed. */
export interface Changed {
  readonly objects: readonly KubernetesObject[];
  /** Paths are relative to the workload. */
  readonly problems: readonly ModelProblem[];
}

const REPLICAS = ["spec", "replicas"];

type Target = Override["target"];

/** What one part of an override makes of an object. */
type Edited =
  | { readonly object: KubernetesObject }
  /** It cannot be done; the path is relative to the part. */
  | { readonly problem: ModelProblem }
  /** The object has nothing that the part is about. */
  | undefined;

interface Part {
  readonly key: keyof Override;
  readonly edit: (object: KubernetesObject) => Edited;
  /** What to say if none of the targeted objects has anything that the part is about; unset if all objects have. */
  readonly nothing?: (targeted: readonly KubernetesObject[]) => string;
}

/**
 * Applies overrides in order, each to what the one before left: first its replicas, image, env, labels and
 * annotations, then its patch. The objects that were given are not changed.
 *
 * @param overrides All overrides of the workload, so that problems carry their position in the declaration.
 * @param which Positions of those that apply. @default all of them
 */
export function applyOverrides(
  objects: readonly KubernetesObject[],
  overrides: readonly Override[],
  which: Iterable<number> = overrides.keys(),
): Changed {
  const problems: ModelProblem[] = [];
  let current = objects;
  for (const index of which) {
    const override = overrides[index];
    if (!override) continue;
    const changed = applyOverride(current, override);
    current = changed.objects;
    problems.push(...changed.problems.map((each) => ({ ...each, path: ["overrides", index, ...each.path] })));
  }
  return { objects: current, problems };
}

/**
 * Sets spec.replicas, to a cluster's share of the division, on the one object whose replicas are divided: the
 * division's target, of whatever kind, or else the only Deployment, StatefulSet or ReplicaSet there is.
 */
export function setReplicas(
  objects: readonly KubernetesObject[],
  division: Division,
  replicas: number,
): Changed {
  const { target } = division;
  const candidates = target
    ? objects.filter((object) => matches(object, target))
    : objects.filter(isScalable);
  const [divided, ...others] = candidates;
  if (divided && others.length === 0) {
    return {
      objects: objects.map((object) => (object === divided ? scaled(object, replicas) : object)),
      problems: [],
    };
  }
  return { objects, problems: [divided ? severalToDivide(candidates) : noneToDivide(objects, target)] };
}

function severalToDivide(candidates: readonly KubernetesObject[]): ModelProblem {
  return {
    path: ["division"],
    message: `several objects have replicas to divide: ${names(candidates)}`,
    hint: "name one as target: { kind, name }",
  };
}

function noneToDivide(objects: readonly KubernetesObject[], target: Target): ModelProblem {
  const there = names(objects.filter(isScalable));
  if (target) {
    const message = `there is no ${describeTarget(target)} to divide`;
    return { path: ["division", "target"], message, hint: `what can be scaled: ${there}` };
  }
  const message = `no object has replicas to divide; there are: ${names(objects)}`;
  const hint =
    "divide a Deployment, StatefulSet or ReplicaSet, or name an object of another kind as target: { kind, name }";
  return { path: ["division"], message, hint };
}

function applyOverride(objects: readonly KubernetesObject[], override: Override): Changed {
  const { target } = override;
  if (!objects.some((object) => matches(object, target))) {
    const message = target ? `there is no ${describeTarget(target)}` : "there is no object to override";
    return {
      objects,
      problems: [{ path: target ? ["target"] : [], message, hint: `there are: ${names(objects)}` }],
    };
  }
  return partsOf(override).reduce<Changed>(
    (changed, part) => {
      const { objects, problems } = applyPart(changed.objects, target, part);
      return { objects, problems: [...changed.problems, ...problems] };
    },
    { objects, problems: [] },
  );
}

function applyPart(
  objects: readonly KubernetesObject[],
  target: Target,
  { key, edit, nothing }: Part,
): Changed {
  const targeted = objects.filter((object) => matches(object, target));
  const edits = new Map(targeted.map((object) => [object, edit(object)]));
  const results = [...edits.values()].filter((edited) => edited !== undefined);
  if (results.length === 0)
    return { objects, problems: [{ path: [key], message: nothing?.(targeted) ?? "" }] };
  return {
    objects: objects.map((object) => {
      const edited = edits.get(object);
      return edited && "object" in edited ? edited.object : object;
    }),
    problems: results.flatMap((edited) => {
      return "problem" in edited ? [{ ...edited.problem, path: [key, ...edited.problem.path] }] : [];
    }),
  };
}

/** The parts that an override has, in the order in which they are applied. */
function partsOf(override: Override): Part[] {
  const { replicas, image, env, labels, annotations, patch, target } = override;
  const parts: (Part | undefined)[] = [
    replicas === undefined ? undefined : replicasPart(replicas, target),
    image && imagePart(image),
    env && envPart(env),
    labels && metadataPart("labels", labels),
    annotations && metadataPart("annotations", annotations),
    patch && patchPart(patch),
  ];
  return parts.filter((part) => part !== undefined);
}

/** Every targeted object that can be scaled; of a kind that is not built in, those that say how many they are. */
function replicasPart(replicas: number, target: Target): Part {
  const applies = (object: KubernetesObject) =>
    isScalable(object) || (target?.kind !== undefined && typeof valueAt(object, REPLICAS) === "number");
  return {
    key: "replicas",
    edit: (object) => (applies(object) ? { object: scaled(object, replicas) } : undefined),
    nothing: (targeted) => `nothing here can be scaled: ${names(targeted)}`,
  };
}

function imagePart(image: NonNullable<Override["image"]>): Part {
  const { container } = image;
  const applies = ({ name, image: reference }: Container) =>
    typeof reference === "string" && (container === undefined || container === name);
  const change = (each: Container): Container =>
    applies(each) ? { ...each, image: overrideImage(each.image ?? "", image) } : each;
  return {
    key: "image",
    edit: (object) =>
      containersOf(object).some(applies) ? { object: mapContainers(object, change) } : undefined,
    nothing: (targeted) => {
      const there = listed(targeted.flatMap(containersOf).map(({ name }) => name));
      return `there is no container${container === undefined ? "" : ` ${container}`} in ${names(targeted)}; containers are: ${there}`;
    },
  };
}

function isVariableList(value: unknown): boolean {
  return (
    Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null && "name" in each)
  );
}

/** A variable that a container has keeps its place in the list, since later ones may refer to it. */
function envPart(env: NonNullable<Override["env"]>): Part {
  const wanted = new Map(byName(env).map(([name, value]) => [name, { name, value }]));
  const change = (container: Container): Container => {
    const old = container.env ?? [];
    const added = [...wanted.values()].filter(({ name }) => !old.some((variable) => variable.name === name));
    return { ...container, env: [...old.map((variable) => wanted.get(variable.name) ?? variable), ...added] };
  };
  return {
    key: "env",
    edit: (object) => {
      const containers = containersOf(object);
      const odd = containers.find((container) => !isVariableList(container.env ?? []));
      if (odd) {
        const message = `env of container ${odd.name} in ${describeObject(object)} is not a list of variables`;
        return { problem: { path: [], message, hint: "write it as - name: A, value: b" } };
      }
      return containers.length > 0 ? { object: mapContainers(object, change) } : undefined;
    },
    nothing: (targeted) => `there is no container in ${names(targeted)}`,
  };
}

/** On the object and on its pod template; never on a selector, which most kinds do not let change. */
function metadataPart(key: "labels" | "annotations", values: Readonly<Record<string, string>>): Part {
  const merge = (old: unknown) => ({ ...(old as object | undefined), ...values });
  return {
    key,
    edit: (object) => {
      const selected =
        key === "labels"
          ? Object.keys(values).filter((label) => isSelectedBy(object, label, values[label]))
          : [];
      if (selected.length > 0) {
        const message = `${describeObject(object)} selects its pods by ${listed(selected)}, and would find none`;
        return { problem: { path: [], message, hint: "use another label" } };
      }
      const own = withValue(object, ["metadata", key], merge);
      const template = podTemplatePath(object);
      return { object: template ? withValue(own, [...template, "metadata", key], merge) : own };
    },
  };
}

function isSelectedBy(object: KubernetesObject, label: string, value: string | undefined): boolean {
  const selected = valueAt(object, ["spec", "selector", "matchLabels", label]);
  return selected !== undefined && selected !== value;
}

function patchPart(operations: readonly PatchOperation[]): Part {
  return {
    key: "patch",
    edit: (object) => {
      const patched = applyPatch(object, operations);
      if ("object" in patched) return patched;
      const { operation, ...failure } = patched;
      return { problem: { path: [operation], ...failure } };
    },
  };
}

function scaled(object: KubernetesObject, replicas: number): KubernetesObject {
  return withValue(object, REPLICAS, () => replicas);
}

function matches(object: KubernetesObject, target: Target): boolean {
  const { kind = object.kind, name = object.metadata.name } = target ?? {};
  return kind === object.kind && name === object.metadata.name;
}

function describeTarget({ kind = "object", name }: NonNullable<Target>): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

function names(objects: readonly KubernetesObject[]): string {
  return listed(objects.map(describeObject).sort(compare));
}
