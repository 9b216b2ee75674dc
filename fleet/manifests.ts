import { z } from "zod";
import { describeIssues } from "./declaration/issues.ts";
import { KUBERNETES_TAGS } from "./declaration/kubernetes-yaml.ts";
import { formatPath, type Position, type Problem } from "./declaration/problem.ts";
import { readSources, type Source } from "./declaration/source.ts";

const text = z.string().min(1);
/** `labels:` with nothing behind it is the same as no labels, to the API server too. */
const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? undefined)
  .optional();
const manifest = z.looseObject({
  apiVersion: text.describe("group and version of the object, such as apps/v1"),
  kind: text.describe("kind of the object, such as Deployment"),
  metadata: z
    .looseObject({
      name: text.describe("name of the object"),
      namespace: text.optional(),
      labels: texts,
      annotations: texts,
    })
    .describe("name and labels of the object"),
});
const list = z.looseObject({ kind: z.literal("List"), items: z.array(z.unknown()) });

/** An object of the Kubernetes API, as far as all kinds are alike. */
export type KubernetesObject = z.output<typeof manifest>;

/** An object and where it is written. */
export interface Manifest {
  readonly object: KubernetesObject;
  readonly position: Position;
}

/** The objects of a manifest file: all its documents, lists of kind List taken apart. Paths of problems are inside the object. */
export function parseManifests(
  file: string,
  content: string,
): { manifests: Manifest[]; problems: Problem[] } {
  const parts = readSources(file, content, KUBERNETES_TAGS).map(parseDocument);
  return {
    manifests: parts.flatMap(({ manifests }) => manifests),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/**
 * What makes an object this object for the API server: group, kind, namespace and name. Not the version:
 * `apps/v1` and `apps/v1beta1` are two views of one object.
 */
export function identityOf(
  { apiVersion, kind, metadata }: KubernetesObject,
  defaultNamespace: string,
): string {
  const group = apiVersion.includes("/") ? `${apiVersion.slice(0, apiVersion.indexOf("/"))}/` : "";
  return `${group}${kind} ${metadata.namespace ?? defaultNamespace}/${metadata.name}`;
}

function parseDocument(source: Source): { manifests: Manifest[]; problems: Problem[] } {
  if (source.problems.length > 0) return { manifests: [], problems: [...source.problems] };
  if (source.value === null) return { manifests: [], problems: [] };
  return parseObject(source, source.value, []);
}

function parseObject(
  source: Source,
  value: unknown,
  path: readonly PropertyKey[],
): { manifests: Manifest[]; problems: Problem[] } {
  const items = list.safeParse(value);
  if (items.success) {
    const parts = items.data.items.map((item, index) => parseObject(source, item, [...path, "items", index]));
    return {
      manifests: parts.flatMap((part) => part.manifests),
      problems: parts.flatMap((part) => part.problems),
    };
  }
  const parsed = manifest.safeParse(value);
  if (parsed.success)
    return { manifests: [{ object: parsed.data, position: source.positionOf(path) }], problems: [] };
  const problems = describeIssues(manifest, value, parsed.error.issues).map(
    ({ path: inner, onKey, message, hint }): Problem => {
      const full = [...path, ...inner];
      const position = source.positionOf(full, onKey ?? false);
      return { path: formatPath(full), message, ...(hint === undefined ? {} : { hint }), position };
    },
  );
  return { manifests: [], problems };
}
