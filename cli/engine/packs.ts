import path from "node:path";
import type { Fleet } from "../../fleet/fleet.ts";
import { stacksOf } from "../../fleet/stacks.ts";
import type { Project } from "./project.ts";

/** The policy packs of this project: folders of `policies/`, each with a program that the engine starts. */
export const POLICY_PACKS = ["residency", "guardrails"] as const;

/** Of the engine, for every preview and update: no run goes without the packs. */
export function packArguments({ policies }: Pick<Project, "policies">): string[] {
  return POLICY_PACKS.flatMap((pack) => ["--policy-pack", path.join(policies, pack, "pack")]);
}

/**
 * Whether a stack is previewed before it is brought up. What a resource says by itself is judged before the resource is
 * made; what it refers to only when all are known: in a preview, or when it is too late. So where a promise holds for
 * everything, there is a preview.
 */
export function needsPreview(fleet: Fleet, stack: string): boolean {
  // A stack whose region has been removed from the declaration is in no environment.
  const role = stacksOf(fleet).find(({ name }) => name === stack);
  return role?.environment.residency !== undefined;
}
