import { DeclarationError } from "../fleet/declaration/problem.ts";

/** The command cannot be carried out as it was given. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * 0 done, 1 failed, 2 usage or declaration, 3 policy. Looked up by name where importing the class would load the
 * engine.
 */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (error instanceof DeclarationError || error instanceof UsageError || error instanceof RangeError)
    return 2;
  if (error instanceof Error && "policyViolated" in error && error.policyViolated === true) return 3;
  return 1;
}

export function printError(error: unknown, json: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const problems = error instanceof DeclarationError ? { problems: error.problems } : {};
    console.log(JSON.stringify({ error: { message, ...problems } }, undefined, 2));
  } else {
    console.error(message);
  }
}
