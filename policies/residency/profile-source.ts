import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { profileFrom, type Profile } from "../../fleet/residency/profile.ts";
import { profileOfStack } from "../../fleet/residency/stack-profile.ts";
import { roleOf } from "../../fleet/stacks.ts";
import { projectAbove, whyUnusable } from "../project.ts";

/** The profile, or why there is none: then everything is refused. */
export type ProfileReading = { readonly profile: Profile } | { readonly problem: string };

const OWN_FILE = "residency.yaml";

/** What the declaration has where no profile lets it be is for this pack to refuse, resource by resource. */
const REPORTED = { residency: "reported" } as const;

/**
 * The file that RESIDENCY_PROFILE names, else `residency.yaml` beside `Pulumi.yaml`, else what `fleet.yaml` beside it
 * says for this stack.
 *
 * @param folder Where the pack was started: in the project, or below it.
 */
export function readProfile(folder: string, stack: string, env: NodeJS.ProcessEnv): ProfileReading {
  const named = env.RESIDENCY_PROFILE;
  if (named !== undefined && named !== "") return fromFile(path.resolve(folder, named), path.basename(named));
  const project = projectAbove(folder);
  if (project === undefined) {
    return {
      problem: `there is no residency profile: RESIDENCY_PROFILE names no file, and no Pulumi.yaml was found from here upwards`,
    };
  }
  if (existsSync(path.join(project, OWN_FILE))) return fromFile(path.join(project, OWN_FILE), OWN_FILE);
  if (existsSync(path.join(project, "fleet.yaml"))) return fromFleet(project, stack);
  return {
    problem: `there is no residency profile: RESIDENCY_PROFILE names no file, and beside Pulumi.yaml is neither ${OWN_FILE} nor fleet.yaml`,
  };
}

function fromFile(file: string, name: string): ProfileReading {
  try {
    return { profile: profileFrom(parse(readFileSync(file, "utf8")), name) };
  } catch (error) {
    return { problem: `the residency profile ${name} cannot be used: ${whyUnusable(error)}` };
  }
}

function fromFleet(project: string, stack: string): ProfileReading {
  try {
    return { profile: profileOfStack(roleOf(loadFleet(project, undefined, REPORTED), stack)) };
  } catch (error) {
    return { problem: `fleet.yaml has no residency profile for this stack: ${(error as Error).message}` };
  }
}
