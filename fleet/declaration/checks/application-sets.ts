import path from "node:path";
import { parse } from "yaml";
import { isLocal } from "../../gitops/repository.ts";
import { readManifestSource, type ManifestSource } from "../manifest-files.ts";
import { listed } from "../../problems.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, WorkloadDeclaration } from "../schema.ts";
import { declaredEnvironment } from "./declared.ts";

/** What Argo CD has to find in the repository of a workload that it carries out. */
export function checkApplicationSets(declaration: Declaration, root: string): PathProblem[] {
  return Object.entries(declaration.workloads).flatMap(([name, workload]) => {
    if (workload.backend !== "applicationset") return [];
    return [
      ...checkName(name, workload, declaration),
      ...checkPlace(workload, declaration),
      ...checkKustomization(workload, root),
    ].map((problem): PathProblem => ({ ...problem, path: ["workloads", name, ...problem.path] }));
  });
}

/** An ApplicationSet is called as its workload, and those of applications as their application. */
function checkName(name: string, workload: WorkloadDeclaration, declaration: Declaration): PathProblem[] {
  return workload.environments.flatMap((environment): PathProblem[] => {
    const applications = declaredEnvironment(declaration, environment)?.gitops?.applications ?? {};
    if (!Object.hasOwn(applications, name)) return [];
    const message = `"${name}" is also an application of Argo CD in environment ${environment}`;
    const other = { path: ["environments", environment, "gitops", "applications", name], onKey: true };
    return [{ path: [], onKey: true, message, hint: "give one of them another name", other }];
  });
}

/** Of a repository that is a folder of the project it can be said that something is not in it. */
function checkPlace(
  { environments, manifests }: WorkloadDeclaration,
  declaration: Declaration,
): PathProblem[] {
  return environments.flatMap((environment): PathProblem[] => {
    const repo = declaredEnvironment(declaration, environment)?.gitops?.repo;
    if (repo === undefined || !isLocal(repo)) return [];
    const inside = path.posix.relative(path.posix.normalize(repo), path.posix.normalize(manifests));
    if (inside !== ".." && !inside.startsWith("../")) return [];
    const message = `is not in ${repo}, the repository that Argo CD deploys from in environment ${environment}`;
    return [{ path: ["manifests"], message, hint: "name a folder of that repository" }];
  });
}

/**
 * What kustomize does before it patches (kustomize, api/internal/target: resources, components, then the patches of the
 * list). The rest comes after the patches of Argo CD, which stand at the end of that list, and would undo them.
 */
const BEFORE_PATCHES = new Set(["apiVersion", "kind", "metadata", "resources", "components", "patches"]);

function checkKustomization({ manifests }: WorkloadDeclaration, root: string): PathProblem[] {
  const source = kustomizationAt(root, manifests);
  const [file] = source?.files ?? [];
  if (file === undefined) return [];
  const after = Object.keys((parse(file.text) ?? {}) as object).filter((key) => !BEFORE_PATCHES.has(key));
  if (after.length === 0) return [];
  const message = `${file.path} uses ${listed(after)}, which kustomize does after the patches of Argo CD`;
  const hint =
    "put that into a kustomization of its own, and name this one's folder under resources of another";
  return [{ path: ["manifests"], message, hint }];
}

/** What cannot be read is said elsewhere. */
function kustomizationAt(root: string, manifests: string): ManifestSource | undefined {
  try {
    const source = readManifestSource(root, manifests);
    return source.kind === "kustomization" ? source : undefined;
  } catch {
    return undefined;
  }
}
