import { existsSync } from "node:fs";
import path from "node:path";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { freshnessOfAll } from "../../../fleet/drills/freshness.ts";
import { drillNames } from "../../../fleet/drills/plan.ts";
import { roleOf } from "../../../fleet/stacks.ts";
import { projectAbove } from "../../project.ts";
import { isUnderWay } from "../drill-under-way.ts";
import { isProduction } from "../production.ts";
import type { Rule } from "../rule.ts";

/** The pack is started in the project, or below it, and moves to its own folder later. */
const project = projectAbove(process.cwd());

/** What the declaration has where no profile lets it be is for the pack of residency to refuse. */
const REPORTED = { residency: "reported" } as const;

export const drillsAreFresh: Rule = {
  name: "drills-are-fresh",
  description: "What production declares to be recoverable has been recovered lately.",
  appliesTo: (type) => type === "pulumi:pulumi:Stack",
  *check(subject, config) {
    if (!isProduction(subject, config) || project === undefined) return;
    // A project that is no fleet declares no drills.
    if (!existsSync(path.join(project, "fleet.yaml"))) return;
    try {
      const { environment } = roleOf(loadFleet(project, undefined, REPORTED), subject.stack);
      if (isUnderWay(project, environment.name, drillNames(environment))) return;
      for (const { drill, fresh, why } of freshnessOfAll(project, environment, new Date()))
        if (!fresh)
          yield `drill ${drill} of ${environment.name} is not fresh: ${why}; run it: npx fleet drill ${drill}`;
    } catch (error) {
      yield `cannot be proved: fleet.yaml cannot be used: ${(error as Error).message}`;
    }
  },
};
