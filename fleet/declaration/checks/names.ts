import { resolveFleet } from "../../fleet.ts";
import { namesTooLong } from "../../name-lengths.ts";
import { environmentStackName, regionStackName } from "../../names.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";
import { declaredClusters } from "./declared.ts";

/** Names that must be unique, and names made of others that must not become too long. */
export function checkNames(declaration: Declaration): PathProblem[] {
  return [...checkClusterNames(declaration), ...checkStackNames(declaration), ...checkLengths(declaration)];
}

/** A cluster's name is what workloads, links and passports call it by: one per environment, whatever the region. */
function checkClusterNames({ environments }: Declaration): PathProblem[] {
  return Object.entries(environments).flatMap(([environmentName, environment]) => {
    const taken = new Map<string, { region: string; path: readonly string[] }>();
    return declaredClusters(environmentName, environment).flatMap(({ name, region, path }): PathProblem[] => {
      const first = taken.get(name);
      if (!first) taken.set(name, { region, path });
      const message = `region ${String(first?.region)} has a cluster of this name too`;
      const hint = "names of clusters are unique within an environment";
      return first ? [{ path, onKey: true, message, hint, other: { path: first.path, onKey: true } }] : [];
    });
  });
}

/** `a-b` is the stack of environment a-b, and of region b in environment a. */
function checkStackNames({ environments }: Declaration): PathProblem[] {
  const stacks = Object.entries(environments).flatMap(([environment, { regions }]) => [
    { stack: environmentStackName(environment), path: ["environments", environment] },
    ...Object.keys(regions).map((region) => ({
      stack: regionStackName(environment, region),
      path: ["environments", environment, "regions", region],
    })),
  ]);
  const taken = new Map<string, readonly string[]>();
  return stacks.flatMap(({ stack, path }): PathProblem[] => {
    const first = taken.get(stack);
    if (!first) taken.set(stack, path);
    const message = `its stack would be called "${stack}", as another one is`;
    const hint = "stacks are called <environment> and <environment>-<region>";
    return first ? [{ path, onKey: true, message, hint, other: { path: first, onKey: true } }] : [];
  });
}

function checkLengths(declaration: Declaration): PathProblem[] {
  return namesTooLong(resolveFleet(declaration)).map(({ path, name, limit }) => ({
    path,
    onKey: true,
    message: `makes the name "${name}", which has ${name.length} characters`,
    hint: `at most ${limit}`,
  }));
}
