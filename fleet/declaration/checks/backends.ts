import { carrierOf, type BackEndName } from "../../backends/back-end.ts";
import type { ManifestKind } from "../../backends/features.ts";
import { inexpressible } from "../../backends/table.ts";
import { suggest } from "../nearest.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration, EnvironmentDeclaration, WorkloadDeclaration } from "../schema.ts";
import { declaredClusters, declaredEnvironment } from "./declared.ts";

/**
 * That each back end is there where a workload asks for it, and can express what the workload asks of it.
 *
 * @param manifestsOf What the manifests of a workload are, where that is known.
 */
export function checkBackEnds(
  declaration: Declaration,
  manifestsOf: (workload: string) => ManifestKind | undefined,
): PathProblem[] {
  const workloads = Object.entries(declaration.workloads).flatMap(([name, workload]) =>
    [
      ...checkPresence(workload, declaration),
      ...inexpressible(workload, manifestsOf(name)),
      ...checkOrder(workload, declaration),
    ].map((problem): PathProblem => ({ ...problem, path: ["workloads", name, ...problem.path] })),
  );
  const environments = Object.entries(declaration.environments).flatMap(([name, environment]) =>
    checkControlPlane(name, environment),
  );
  return [...environments, ...workloads];
}

/** What an environment has to declare for a back end. */
const NEEDS: Readonly<Record<Exclude<BackEndName, "direct">, string>> = {
  applicationset: "gitops",
  kubefed: "federation.kubefed",
  karmada: "federation.karmada",
};

function isThere(backend: BackEndName, { gitops, federation }: EnvironmentDeclaration): boolean {
  switch (backend) {
    case "direct":
      return true;
    case "applicationset":
      return gitops !== undefined;
    case "kubefed":
    case "karmada":
      return federation?.[backend] !== undefined;
  }
}

function checkPresence(
  { backend, environments }: WorkloadDeclaration,
  declaration: Declaration,
): PathProblem[] {
  if (backend === "direct") return [];
  const without = environments.filter((name) => {
    const environment = declaredEnvironment(declaration, name);
    return environment !== undefined && !isThere(backend, environment);
  });
  if (without.length === 0) return [];
  const message = `back end ${backend} is not in environment ${without.join(", ")}`;
  return [{ path: ["backend"], message, hint: `declare ${NEEDS[backend]} there` }];
}

/** Nothing tells one carrier when what another one carries is up. */
function checkOrder({ after, backend }: WorkloadDeclaration, { workloads }: Declaration): PathProblem[] {
  if (carrierOf(backend) !== "region") return [];
  return after.flatMap((name, index): PathProblem[] => {
    const other = Object.hasOwn(workloads, name) ? workloads[name] : undefined;
    if (other === undefined || other.backend === backend) return [];
    const message = `"${name}" is carried out by ${other.backend}, and when it is up is not known here`;
    return [{ path: ["after", index], message, hint: `give both the back end ${backend}` }];
  });
}

/** Karmada's templates on a hub would be run by the hub's own controllers. */
function checkControlPlane(name: string, environment: EnvironmentDeclaration): PathProblem[] {
  const { federation, hub } = environment;
  const controlPlane = federation?.karmada?.controlPlane;
  if (controlPlane === undefined) return [];
  const path = ["environments", name, "federation", "karmada", "controlPlane"];
  const clusters = declaredClusters(name, environment).map((cluster) => cluster.name);
  if (!clusters.includes(controlPlane)) {
    const message = `there is no cluster "${controlPlane}" in environment ${name}`;
    return [{ path, message, hint: suggest(controlPlane, clusters) }];
  }
  if (controlPlane !== hub) return [];
  const message = `"${hub}" is the hub, whose own controllers would run what is a template to Karmada`;
  return [{ path, message, hint: "name a cluster that has Karmada's API and nothing else" }];
}
