import type { KubernetesObject } from "./manifests.ts";

/** A container of a pod template, as far as overrides know it. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly { readonly name: string; readonly [field: string]: unknown }[];
  readonly [field: string]: unknown;
}

type Path = readonly string[];

/** Where the built-in kinds keep their pod template (an object with metadata and spec): Kubernetes API v1.35. */
const POD_TEMPLATES: ReadonlyMap<string, Path> = new Map([
  ["Pod", []],
  ["apps/Deployment", ["spec", "template"]],
  ["apps/StatefulSet", ["spec", "template"]],
  ["apps/DaemonSet", ["spec", "template"]],
  ["apps/ReplicaSet", ["spec", "template"]],
  ["batch/Job", ["spec", "template"]],
  ["batch/CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);

/** The built-in kinds whose spec.replicas says how many pods run. */
const SCALABLE: ReadonlySet<string> = new Set(["apps/Deployment", "apps/StatefulSet", "apps/ReplicaSet"]);

/** `Deployment web`, for messages. */
export function describeObject({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** Whether spec.replicas of an object of this built-in kind says how many pods run. */
export function isScalable(object: KubernetesObject): boolean {
  return SCALABLE.has(groupKind(object));
}

/** Path of the object's pod template; undefined if its kind is not one of the built-in ones that have any. */
export function podTemplatePath(object: KubernetesObject): Path | undefined {
  return POD_TEMPLATES.get(groupKind(object));
}

/** The containers of the object's pod template, init containers first, as they start. */
export function containersOf(object: KubernetesObject): readonly Container[] {
  return containerLists(object).flatMap((path) => valueAt(object, path) as readonly Container[]);
}

/** A copy of the object with each container of its pod template replaced by what it maps to. */
export function mapContainers(
  object: KubernetesObject,
  map: (container: Container) => Container,
): KubernetesObject {
  return containerLists(object).reduce(
    (changed, path) => withValue(changed, path, (list) => (list as readonly Container[]).map(map)),
    object,
  );
}

/** The value at a path, undefined if there is none. */
export function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    object,
  );
}

/** A copy of the object with the value at a path replaced. What is off the path is shared, never changed. */
export function withValue<T>(object: T, path: Path, change: (value: unknown) => unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return change(object) as T;
  const record: Readonly<Record<string, unknown>> = isRecord(object) ? object : {};
  return { ...record, [key]: withValue(record[key], rest, change) } as T;
}

/** The object with these labels besides its own. */
export function withLabels(
  object: KubernetesObject,
  labels: Readonly<Record<string, string>>,
): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

function containerLists(object: KubernetesObject): Path[] {
  const template = podTemplatePath(object);
  if (!template) return [];
  return ["initContainers", "containers"]
    .map((list) => [...template, "spec", list])
    .filter((path) => isListOfRecords(valueAt(object, path)));
}

function groupKind({ apiVersion, kind }: KubernetesObject): string {
  const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [];
  return group === undefined ? kind : `${group}/${kind}`;
}

/** Manifests are what users wrote: a list of containers may hold anything, and the API server will say so. */
function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
