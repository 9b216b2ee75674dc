import type { ClusterDeclaration, ClusterSelector, Declaration, EnvironmentDeclaration } from "../schema.ts";

/** A cluster where it is declared, with the path to that place. */
export interface DeclaredCluster {
  readonly name: string;
  readonly region: string;
  readonly declaration: ClusterDeclaration;
  readonly path: readonly string[];
}

/** The clusters of an environment, in the order of the file. A name that stands in two regions comes twice. */
export function declaredClusters(
  environmentName: string,
  environment: EnvironmentDeclaration,
): DeclaredCluster[] {
  return Object.entries(environment.regions).flatMap(([region, { clusters }]) =>
    Object.entries(clusters).map(([name, declaration]) => {
      const path = ["environments", environmentName, "regions", region, "clusters", name];
      return { name, region, declaration, path };
    }),
  );
}

/** The environment of that name, if there is one; `constructor` is not. */
export function declaredEnvironment(
  { environments }: Declaration,
  name: string,
): EnvironmentDeclaration | undefined {
  return Object.hasOwn(environments, name) ? environments[name] : undefined;
}

/** A name of a cluster, and where it is used. */
export interface NamedCluster {
  readonly name: string;
  readonly path: readonly PropertyKey[];
  readonly onKey?: boolean;
}

/** The names that a selector by name holds. */
export function namesIn(selector: ClusterSelector | undefined, path: readonly PropertyKey[]): NamedCluster[] {
  return Array.isArray(selector) ? selector.map((name, index) => ({ name, path: [...path, index] })) : [];
}
