import { PROJECT_NAME } from "./project.ts";

/** A workload on a cluster, as the stack of a region carries it. */
export interface Share {
  readonly cluster: string;
  readonly workload: string;
}

/** The component that a share is, and the type of everything in it. */
const TYPE = "archipelago:workloads:DirectWorkload";

/** The share that a resource belongs to, by its URN: `urn:pulumi:<stack>::<project>::<type>::<cluster>/<workload>/…`. */
export function shareOfUrn(urn: string): Share | undefined {
  const [, , type = "", name = ""] = urn.split("::");
  if (type !== TYPE && !type.startsWith(`${TYPE}$`)) return undefined;
  const [cluster, workload] = name.split("/");
  return cluster === undefined || workload === undefined ? undefined : { cluster, workload };
}

/** Global names of a cluster: they come after all that it runs. */
const NAMES = "archipelago:dns:NameEndpoints";

/**
 * Patterns of the URNs of a share, for the engine: the component itself, and all that is in it. A pattern may match
 * nothing, which a URN may not (pulumi, pkg/resource/deploy: `*` stands for anything but colons, `**` for anything).
 */
export function patternsOf(stack: string, { cluster, workload }: Share): string[] {
  return patterns(stack, TYPE, `${cluster}/${workload}`);
}

/** Patterns of what depends on the shares of a cluster: where one of them is not made, the engine refuses to make it. */
export function dependentPatterns(stack: string, cluster: string): string[] {
  return patterns(stack, NAMES, cluster);
}

function patterns(stack: string, type: string, name: string): string[] {
  const urn = (types: string, names: string) => `urn:pulumi:${stack}::${PROJECT_NAME}::${types}::${names}`;
  return [urn(`${type}*`, name), urn(`${type}$**`, `${name}/**`)];
}
