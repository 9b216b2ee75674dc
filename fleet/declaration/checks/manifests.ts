import { z } from "zod";
import type { ManifestKind } from "../../backends/features.ts";
import { identityOf, parseManifests, type Manifest } from "../../manifests.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { describeIssues } from "../issues.ts";
import { ManifestSourceError, readManifestSource, type ManifestSource } from "../manifest-files.ts";
import { formatPath, type PathProblem, type Problem } from "../problem.ts";
import type { Declaration, WorkloadDeclaration } from "../schema.ts";
import { readSource } from "../source.ts";

const kustomization = z.looseObject({});
const chart = z.looseObject({
  name: z.string().min(1).describe("name of the chart"),
  version: z.string().min(1).describe("version of the chart"),
});

/** What the manifests of a workload hold, as far as they can be read. */
export interface CheckedManifests {
  /** Undefined if there is nothing that can be deployed. */
  readonly kind: ManifestKind | undefined;
  /** Undefined if only a renderer knows (a chart, a kustomization), or if there are problems. */
  readonly objects: readonly KubernetesObject[] | undefined;
  readonly problems: readonly PathProblem[];
}

/** A problem inside a manifest file; it has its own positions. */
type FileProblem = Pick<Problem, "path" | "message" | "hint" | "position" | "other">;

/** The manifests of each workload: that they are there, inside the project, and can be read as what they are. */
export function checkManifests({ workloads }: Declaration, root: string): Map<string, CheckedManifests> {
  return new Map(
    Object.entries(workloads).map(([name, workload]) => [name, checkWorkload(name, workload, root)]),
  );
}

function checkWorkload(name: string, workload: WorkloadDeclaration, root: string): CheckedManifests {
  const path = ["workloads", name, "manifests"];
  const source = sourceOf(root, workload.manifests);
  if ("message" in source) return { kind: undefined, objects: undefined, problems: [{ path, ...source }] };
  const { objects, problems } = readFiles(source, workload.namespace ?? name);
  const placed = problems.map(({ path: inner, message, ...problem }): PathProblem => {
    return { ...problem, path, message: inner === "" ? message : `${inner}: ${message}` };
  });
  return { kind: source.kind, objects, problems: [...checkValues(name, workload, source), ...placed] };
}

function sourceOf(root: string, manifests: string): ManifestSource | Pick<Problem, "message" | "hint"> {
  try {
    return readManifestSource(root, manifests);
  } catch (error) {
    if (!(error instanceof ManifestSourceError))
      return { message: `cannot be read: ${(error as Error).message}` };
    return { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
}

function checkValues(
  name: string,
  { values }: WorkloadDeclaration,
  { kind, path }: ManifestSource,
): PathProblem[] {
  if (values === undefined || kind === "chart") return [];
  const message = `values are for a Helm chart, and ${path} is ${kind === "yaml" ? "plain YAML" : "a kustomization"}`;
  return [{ path: ["workloads", name, "values"], onKey: true, message, hint: "expected overrides instead" }];
}

function readFiles(
  { kind, files }: ManifestSource,
  namespace: string,
): Pick<CheckedManifests, "objects"> & { problems: FileProblem[] } {
  if (kind !== "yaml") {
    const schema = kind === "chart" ? chart : kustomization;
    return {
      objects: undefined,
      problems: files.flatMap(({ path, text }) => checkMarker(path, text, schema)),
    };
  }
  const parsed = files.map(({ path, text }) => ({ path, ...parseManifests(path, text) }));
  const empty = parsed
    .filter((file) => file.manifests.length === 0 && file.problems.length === 0)
    .map(({ path }) => ({
      path: "",
      message: "holds no object",
      position: { file: path, line: 1, column: 1 },
    }));
  const manifests = parsed.flatMap((file) => file.manifests);
  const problems = [...empty, ...parsed.flatMap((file) => file.problems), ...findTwins(manifests, namespace)];
  return { objects: problems.length > 0 ? undefined : manifests.map(({ object }) => object), problems };
}

function checkMarker(file: string, text: string, schema: z.ZodType): FileProblem[] {
  const source = readSource(file, text);
  if (source.problems.length > 0) return [...source.problems];
  const { error } = schema.safeParse(source.value);
  return describeIssues(schema, source.value, error?.issues).map(({ path, onKey, message, hint }) => ({
    path: formatPath(path),
    message,
    ...(hint === undefined ? {} : { hint }),
    position: source.positionOf(path, onKey),
  }));
}

/** The same object twice in one workload: the second would overwrite the first. */
function findTwins(manifests: readonly Manifest[], namespace: string): FileProblem[] {
  const taken = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const identity = identityOf(manifest.object, namespace);
    const first = taken.get(identity);
    if (!first) taken.set(identity, manifest);
    const message = `${manifest.object.kind} ${manifest.object.metadata.name} is in this workload twice`;
    return first ? [{ path: "", message, position: manifest.position, other: first.position }] : [];
  });
}
