import type { ClusterDeclaration, Declaration, EnvironmentDeclaration } from "../schema.ts";

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
