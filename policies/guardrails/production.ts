import { globToPattern } from "../../fleet/residency/exceptions.ts";
import type { Guardrails } from "./config.ts";
import type { Subject } from "./rule.ts";

/** By the name of the stack, or by the tag `environment` that somebody gave it. */
export function isProduction(
  { stack, stackTags }: Pick<Subject, "stack" | "stackTags">,
  { production }: Guardrails,
): boolean {
  const names = [stack, stackTags.get("environment")].filter((name) => name !== undefined);
  return names.some((name) => production.some((glob) => globToPattern(glob).test(name)));
}
