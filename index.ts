import * as pulumi from "./components/sdk/pulumi.ts";
import { DeclarationError } from "./fleet/declaration/problem.ts";
import { loadFleet } from "./fleet/declaration/load.ts";
import { roleOf } from "./fleet/stacks.ts";
import { makeSdkLean } from "./components/sdk/lean.ts";
import { environmentStack } from "./stacks/environment.ts";
import { regionStack } from "./stacks/region.ts";
import { Settings } from "./stacks/settings.ts";

makeSdkLean();

/**
 * One program, two kinds of stack. What a stack is for follows from its name, looked up in fleet.yaml: a region
 * (`prod-eu-west-1`) with its clusters, or an environment (`prod`) with what exists once. What the function returns
 * are the outputs of the stack.
 */
export default async function main(): Promise<pulumi.Inputs> {
  const root = import.meta.dirname;
  const role = explained(() => roleOf(loadFleet(root), pulumi.getStack()));
  const settings = new Settings(root);
  switch (role.kind) {
    case "region":
      return regionStack({ ...role, root, settings });
    case "environment":
      return environmentStack(role);
  }
}

/** What is wrong with the declaration is the user's to mend: it is shown without the program's stack trace. */
function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DeclarationError || error instanceof RangeError)
      throw new pulumi.RunError(error.message);
    throw error;
  }
}
