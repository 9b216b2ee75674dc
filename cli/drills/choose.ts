import { drillNames } from "../../fleet/drills/plan.ts";
import { environmentOf, type Environment, type Fleet } from "../../fleet/fleet.ts";
import { UsageError } from "../errors.ts";

/** A drill that is declared, and where. */
export interface ChosenDrill {
  readonly environment: Environment;
  readonly drill: string;
}

/**
 * The drills that a command is for: all, those of an environment, or the one of that name.
 * @throws UsageError if none is called so; it names those that there are.
 */
export function chooseDrills(
  fleet: Fleet,
  {
    name,
    environment: only,
  }: { readonly name?: string | undefined; readonly environment?: string | undefined },
): ChosenDrill[] {
  const environments = only === undefined ? fleet.environments : [environmentOf(fleet, only)];
  const all = environments.flatMap((environment) =>
    drillNames(environment).map((drill): ChosenDrill => ({ environment, drill })),
  );
  const chosen = name === undefined ? all : all.filter(({ drill }) => drill === name);
  if (chosen.length > 0 || name === undefined) return chosen;
  const there = all.map(({ environment, drill }) => `${drill} of ${environment.name}`);
  throw new UsageError(
    `There is no drill "${name}"; ${there.length === 0 ? "none is declared: recovery.drills" : `there are: ${there.join(", ")}`}.`,
  );
}

/** The one drill of that name; which environment is meant has to be said where several have one. */
export function chooseDrill(fleet: Fleet, name: string, environment: string | undefined): ChosenDrill {
  const [first, ...others] = chooseDrills(fleet, { name, environment });
  if (first === undefined) throw new UsageError(`There is no drill "${name}".`);
  if (others.length === 0) return first;
  const names = [first, ...others].map((each) => each.environment.name).join(", ");
  throw new UsageError(`Several environments have a drill "${name}": ${names}. Name one: --environment`);
}
