import { environmentStackName, regionStackName } from "../../../fleet/names.ts";
import { listed } from "../../../fleet/problems.ts";
import { readClusterRecords } from "../../clusters.ts";
import { writeText } from "../../engine/config.ts";
import { existingStacks } from "../../engine/outputs.ts";
import { bringUpFleet } from "../../report/bring-up-fleet.ts";
import { bringUpStacks } from "../../report/bring-up.ts";
import { refuseBroken } from "../../state/broken.ts";
import { keepCopy } from "../../state/copies.ts";
import type { StepResult } from "../steps.ts";
import type { HubContext } from "./context.ts";

/* What the program made comes back by `up`, stack by stack: first the hub, then what the environment keeps on it. */

/** The hub with its platform, landing pads and workloads. */
export async function bringUpHub(context: HubContext): Promise<StepResult> {
  const { project, plan, environment, journal } = context;
  await refuseBroken(project);
  await bringUp(context, regionStackName(environment.name, plan.hub.region));
  const record = (await readClusterRecords(project, environment)).get(plan.hub.name);
  const passport = record?.state === "known" ? record.passport : undefined;
  const { kubernetes } = journal.run.notes;
  await journal.note({
    kubernetes: { before: kubernetes?.before ?? null, after: passport?.version ?? null },
  });
  return `${plan.hub.name} as ${passport?.identifier ?? "it is declared"}`;
}

/** Members, projects, ApplicationSets, federated workloads, names. */
export async function bringUpEnvironment(context: HubContext): Promise<StepResult> {
  const stack = environmentStackName(context.environment.name);
  await bringUp(context, stack);
  return stack;
}

/** The others, whose links lead to the hub, and all of them until nothing is pending: what `fleet up` does. */
export async function bringUpRegions(context: HubContext): Promise<StepResult> {
  const { project, environment, quiet } = context;
  await confirmRestored(context);
  const { failed, pending, stacks } = await bringUpFleet(project, { environment: environment.name, quiet });
  if (failed.length > 0) throw new Error(failed.map(({ message }) => message).join("\n"));
  if (pending.length > 0) throw new Error(`still pending: ${listed(pending)}`);
  return listed(stacks.map(({ stack }) => stack));
}

/** Tells the stacks whose clusters are kept on the hub that their objects are there again: they refuse a strange hub. */
async function confirmRestored({ project, environment, plan }: HubContext): Promise<void> {
  const record = (await readClusterRecords(project, environment)).get(plan.hub.name);
  const identifier = record?.state === "known" ? record.passport?.identifier : undefined;
  if (identifier === undefined) return;
  for (const { name, clusters } of environment.regions) {
    if (!clusters.some(({ provisioner }) => provisioner.kind === "cluster-api")) continue;
    await writeText(project, regionStackName(environment.name, name), "archipelago:restoredHub", identifier);
  }
}

/** @throws Error with all that failed. */
async function bringUp({ project, quiet, signal }: HubContext, stack: string): Promise<void> {
  if ((await existingStacks(project)).includes(stack)) await keepCopy(project, stack);
  const { failed } = await bringUpStacks(project, [stack], { quiet, signal });
  if (failed.length > 0) throw new Error(failed.map(({ message }) => message).join("\n"));
}
