import { makeSdkLean } from "./components/sdk/lean.ts";
import * as pulumi from "./components/sdk/pulumi.ts";
import { loadFleet } from "./fleet/declaration/load.ts";
import { DeclarationError } from "./fleet/declaration/problem.ts";
import { roleOf } from "./fleet/stacks.ts";
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
  try {
    const role = roleOf(loadFleet(root), pulumi.getStack());
    switch (role.kind) {
      case "region":
        return await regionStack({ ...role, root, settings: new Settings(root, role.region) });
      case "environment":
        return await environmentStack({ ...role, root });
    }
  } catch (error) {
    throw isForTheUser(error) ? new pulumi.RunError(error.message) : error;
  }
}

/** What is wrong with the declaration is the user's to mend, and is shown without the program's stack trace. */
function isForTheUser(error: unknown): error is Error {
  return error instanceof DeclarationError || error instanceof RangeError;
}
