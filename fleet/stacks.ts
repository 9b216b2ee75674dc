import { environmentOf, type Environment, type Fleet, type Region } from "./fleet.ts";
import { environmentStackName, regionStackName } from "./names.ts";

/** What a stack of this program is for. Its name decides; there is no other switch. */
export type StackRole =
  | {
      readonly kind: "region";
      readonly name: string;
      readonly environment: Environment;
      readonly region: Region;
    }
  | { readonly kind: "environment"; readonly name: string; readonly environment: Environment };

/**
 * All stacks of a fleet, of one environment if named: its regions first, then the environment itself.
 * @throws RangeError if there is no environment of that name.
 */
export function stacksOf(fleet: Fleet, environmentName?: string): StackRole[] {
  const environments =
    environmentName === undefined ? fleet.environments : [environmentOf(fleet, environmentName)];
  return environments.flatMap((environment) => [
    ...environment.regions.map((region): StackRole => {
      return { kind: "region", name: regionStackName(environment.name, region.name), environment, region };
    }),
    { kind: "environment" as const, name: environmentStackName(environment.name), environment },
  ]);
}

/** The role of the stack of that name. A name that is not declared is an error that lists those that are. */
export function roleOf(fleet: Fleet, stackName: string): StackRole {
  const stacks = stacksOf(fleet);
  const role = stacks.find(({ name }) => name === stackName);
  if (role) return role;
  throw new RangeError(
    `Stack "${stackName}" is not declared in fleet "${fleet.name}". Declared are: ${stacks.map(({ name }) => name).join(", ")}. ` +
      `To destroy a stack whose region was removed from the declaration: npx fleet destroy --stack ${stackName}`,
  );
}

/**
 * Names of an environment's stacks in the order of their destruction, wave by wave: the environment first, for what it
 * keeps is on the hub; then the regions. The hub's region goes last where the others need it to go: where clusters share
 * services through features that the hub has turned on (Google does not clean up after one that is turned off while it
 * is used), and where Cluster API, which is on the hub, has made them.
 */
export function destructionWaves(environment: Environment): string[][] {
  const { name, regions, clusters, hub, multiCluster } = environment;
  const isNeeded =
    multiCluster !== undefined || clusters.some(({ provisioner }) => provisioner.kind === "cluster-api");
  const last = isNeeded ? clusters.find((cluster) => cluster.name === hub)?.region : undefined;
  const named = (which: (region: Region) => boolean) =>
    regions.filter(which).map((region) => regionStackName(name, region.name));
  const waves = [named((region) => region.name !== last), named((region) => region.name === last)];
  return [[environmentStackName(name)], ...waves.filter((wave) => wave.length > 0)];
}
