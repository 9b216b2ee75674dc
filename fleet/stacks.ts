import type { Environment, Fleet, Region } from "./fleet.ts";
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

/** All stacks of a fleet, of one environment if named: its regions first, then the environment itself. */
export function stacksOf(fleet: Fleet, environmentName?: string): StackRole[] {
  return fleet.environments
    .filter(({ name }) => environmentName === undefined || name === environmentName)
    .flatMap((environment) => [
      ...environment.regions.map((region): StackRole => {
        return { kind: "region", name: regionStackName(environment.name, region.name), environment, region };
      }),
      { kind: "environment", name: environmentStackName(environment.name), environment },
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
