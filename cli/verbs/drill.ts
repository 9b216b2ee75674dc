import { abandon, carryOut } from "../drills/drill.ts";
import { describeOutcome } from "../drills/outcome.ts";
import type { DrillNotes } from "../drills/context.ts";
import type { Run } from "../drills/journal.ts";
import { PROJECT_ROOT } from "../engine/project.ts";
import { UsageError } from "../errors.ts";

export interface DrillVerbOptions {
  readonly name?: string;
  readonly environment?: string;
  readonly back?: boolean;
  readonly asItWas?: boolean;
  readonly abandon?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `fleet drill <name>`: carries a recovery out, with a stopwatch, and keeps a record of it. */
export async function run(options: DrillVerbOptions): Promise<void> {
  const { name = "", environment, back = false, asItWas = false, yes = false, json = false } = options;
  if (asItWas && !back) throw new UsageError("--as-it-was is for the way back: --back --as-it-was.");
  if (options.abandon === true) {
    if (back) throw new UsageError("Either --back or --abandon: one goes back, the other gives up.");
    report(await abandon(PROJECT_ROOT, name, environment), json);
    return;
  }
  const outcome = await carryOut(PROJECT_ROOT, name, {
    ...(environment === undefined ? {} : { environment }),
    back,
    asItWas,
    yes,
    quiet: json,
  });
  if (json) console.log(JSON.stringify(outcome, undefined, 2));
  else for (const line of describeOutcome(outcome)) console.log(line);
  if (outcome.record.verdict === "failed") process.exitCode = 1;
}

function report({ drill, id, mode, direction, notes }: Run<DrillNotes>, json: boolean): void {
  const { leftBehind = [] } = notes;
  if (json) {
    console.log(JSON.stringify({ abandoned: id, leftBehind }, undefined, 2));
    return;
  }
  console.log(`Drill ${drill} (${id}) is abandoned.`);
  for (const left of leftBehind) console.log(`✗ left behind: ${left}`);
  if (mode === "failover")
    console.log(
      direction === "there"
        ? "fleet.yaml says of its source what it said before; to bring that about: npx fleet up."
        : "fleet.yaml is as it left it; to bring that about: npx fleet up.",
    );
}
