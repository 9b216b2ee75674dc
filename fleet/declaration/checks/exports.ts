import { isWithin } from "../../jurisdictions.ts";
import { exportedServices, isService } from "../../mesh/exports.ts";
import { inMesh } from "../../mesh/membership.ts";
import type { KubernetesObject } from "../../manifests.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, WorkloadDeclaration } from "../schema.ts";
import { allowSetsOf } from "../../residency/concerns.ts";
import { declaredEnvironment } from "./declared.ts";

/**
 * What workloads export: Services that are in their manifests, with a port that a gateway can pass on, in an environment
 * whose clusters have a mesh to offer them in.
 *
 * @param objectsOf The objects of a workload's manifests, where they are known.
 */
export function checkExports(
  declaration: Declaration,
  objectsOf: (workload: string) => readonly KubernetesObject[] | undefined,
): PathProblem[] {
  return Object.entries(declaration.workloads).flatMap(([name, workload]) =>
    [
      ...checkTwice(workload),
      ...checkMesh(workload, declaration),
      ...checkServices(name, workload, objectsOf(name)),
      ...checkModes(workload, declaration, objectsOf(name) ?? []),
      ...checkReach(workload, declaration),
    ].map((problem) => ({ ...problem, path: ["workloads", name, ...problem.path] })),
  );
}

function checkTwice({ exports }: WorkloadDeclaration): PathProblem[] {
  return exports.flatMap((service, index) =>
    exports.indexOf(service) < index
      ? [{ path: ["exports", index], message: `"${service}" is named twice` }]
      : [],
  );
}

function checkMesh({ exports, environments }: WorkloadDeclaration, declaration: Declaration): PathProblem[] {
  const declared = environments.flatMap((name) => declaredEnvironment(declaration, name) ?? []);
  if (
    exports.length === 0 ||
    declared.length === 0 ||
    declared.some(({ mesh, multiCluster }) => mesh !== undefined || multiCluster !== undefined)
  )
    return [];
  const message = "none of the workload's environments has a mesh that could offer its Services";
  return [
    { path: ["exports"], onKey: true, message, hint: "add a mesh to one of them, or leave exports out" },
  ];
}

function checkServices(
  name: string,
  { exports, namespace = name }: WorkloadDeclaration,
  objects: readonly KubernetesObject[] | undefined,
): PathProblem[] {
  if (objects === undefined) return [];
  const services = objects.filter(isService).map(({ metadata }) => metadata.name);
  return exportedServices({ exports, namespace }, objects).problems.map((problem) => {
    const wanted = exports[Number(problem.path.at(-1))] ?? "";
    const isMissing = services.length > 0 && !services.includes(wanted);
    return isMissing ? { ...problem, hint: suggest(wanted, services) } : problem;
  });
}

/** What the mesh of an environment cannot offer; of several with the same mesh, once. */
function checkModes(
  { exports, environments }: WorkloadDeclaration,
  declaration: Declaration,
  objects: readonly KubernetesObject[],
): PathProblem[] {
  const problems = environments.flatMap((name) => {
    return inMesh(objects, exports, declaredEnvironment(declaration, name)?.mesh).problems;
  });
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

/**
 * A label offers a Service to every cluster of the mesh, so all of them have to be allowed; each would refuse it (see
 * residency/admission/exports.ts). With sidecars Istio gives each cluster names of its own, and none to some.
 */
function checkReach(
  { exports, environments, residency = "" }: WorkloadDeclaration,
  declaration: Declaration,
): PathProblem[] {
  const profile = Object.hasOwn(declaration.residency, residency)
    ? declaration.residency[residency]
    : undefined;
  if (profile === undefined || exports.length === 0) return [];
  const { data, failover } = allowSetsOf(profile);
  const abroad = environments
    .flatMap((name) => declaredEnvironment(declaration, name) ?? [])
    .filter(({ mesh }) => mesh?.kind === "linkerd" || (mesh?.kind === "istio" && mesh.profile === "ambient"))
    .flatMap(({ regions }) => Object.entries(regions))
    .filter(([, { country }]) => !isWithin(country, [...data, ...failover]))
    .map(([name, { country }]) => `${name} (${country})`);
  if (abroad.length === 0) return [];
  const message = `the mesh would offer them in ${[...new Set(abroad)].join(", ")}, and ${residency} does not allow that`;
  return [{ path: ["exports"], onKey: true, message, hint: "leave exports out, or widen the profile" }];
}
