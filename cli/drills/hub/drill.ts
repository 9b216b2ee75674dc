import { planDigest } from "../../../fleet/drills/digest.ts";
import type { HubDrillPlan } from "../../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../../fleet/drills/record.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { ApiServer } from "../../client/api-server.ts";
import { readClusterRecords } from "../../clusters.ts";
import { confirm } from "../../confirm.ts";
import type { Project } from "../../engine/project.ts";
import { UsageError } from "../../errors.ts";
import { describeState, Journal, newRun } from "../journal.ts";
import { keepRecord } from "../keep-record.ts";
import { withDrillLock } from "../lock.ts";
import { runSteps } from "../steps.ts";
import { readVersions } from "../versions.ts";
import type { HubNotes } from "./context.ts";
import { recordOfHub } from "./facts.ts";
import { refuseLiveHub } from "./lose.ts";
import { HUB_STEPS } from "./steps.ts";

/** Nothing waits longer for anything. */
const LIMIT_MS = 24 * 3_600_000;

export interface HubDrillOptions {
  /** Does not ask. */
  readonly yes: boolean;
  /** Shows nothing: the output is for a program. */
  readonly quiet: boolean;
}

/**
 * Loses the hub and gets it back, or gets one back that is gone; or takes up a run that was cut off.
 * @throws UsageError if it must not be begun; StepError with the step that has failed: the same call goes on there.
 */
export async function carryOutHub(
  project: Project,
  environment: Environment,
  plan: HubDrillPlan,
  { yes, quiet }: HubDrillOptions,
): Promise<{ readonly record: DrillRecord; readonly file: string }> {
  const name = { environment: environment.name, drill: plan.name };
  return withDrillLock(project.root, name, async () => {
    const last = await Journal.open<HubNotes>(project.root, name);
    const isOpen = last?.run.state === "running" || last?.run.state === "stopped";
    const journal = isOpen ? resumed(last, environment, quiet) : await begun(project, environment, plan, yes);
    const signal = AbortSignal.timeout(LIMIT_MS);
    await runSteps(
      journal,
      HUB_STEPS,
      { project, environment, plan, journal, quiet, signal },
      (step, said) => {
        if (!quiet && said !== undefined) console.log(`✔ ${step}: ${said}`);
      },
    );
    const record = recordOfHub(plan, journal.run, await versionsOn(project, environment, plan));
    const file = await keepRecord(project, environment, record);
    await journal.setState("done");
    return { record, file };
  });
}

function resumed(journal: Journal<HubNotes>, environment: Environment, quiet: boolean): Journal<HubNotes> {
  const { run } = journal;
  if (run.plan !== planDigest(environment, run.drill))
    throw new UsageError(
      `Drill ${run.drill} is ${describeState(run)}, and what is declared of it has changed since it began: declare what ` +
        `was there, or fleet drill ${run.drill} --abandon.`,
    );
  if (!quiet) console.log(`Drill ${run.drill} (${run.id}) goes on: it was ${describeState(run)}.`);
  return journal;
}

async function begun(
  project: Project,
  environment: Environment,
  { name, hub }: HubDrillPlan,
  yes: boolean,
): Promise<Journal<HubNotes>> {
  await refuseLiveHub(project, environment);
  const what = hub.simulated
    ? `Drill ${name} destroys the simulated hub ${hub.name} with all that is in it, and makes it anew.`
    : `The hub ${hub.name} is silent. Drill ${name} makes it anew; what only it held comes from its newest backup.`;
  if (!yes) await confirm({ verb: "fleet drill", what, answer: hub.name, otherwise: "Nothing was done." });
  return Journal.begin(
    project.root,
    newRun<HubNotes>(
      { environment: environment.name, drill: name },
      { mode: "hub", direction: "there", plan: planDigest(environment, name), notes: {} },
    ),
  );
}

async function versionsOn(
  project: Project,
  environment: Environment,
  { hub }: HubDrillPlan,
): Promise<Record<string, string>> {
  const record = (await readClusterRecords(project, environment)).get(hub.name);
  if (record?.state !== "known") return {};
  const server = await ApiServer.connect(record.kubeconfig, AbortSignal.timeout(10_000));
  return readVersions(server).finally(() => {
    server.close();
  });
}
