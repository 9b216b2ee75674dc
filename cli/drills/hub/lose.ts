import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { clusterFullName, regionStackName } from "../../../fleet/names.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { listed } from "../../../fleet/problems.ts";
import { ApiServer } from "../../client/api-server.ts";
import { readClusterRecords } from "../../clusters.ts";
import type { Project } from "../../engine/project.ts";
import { UsageError } from "../../errors.ts";
import { runFolder } from "../journal.ts";
import type { StepResult } from "../steps.ts";
import { remark } from "../remark.ts";
import type { HubContext } from "./context.ts";
import { runningOn, writeRunning, type Running } from "./members.ts";
import { healthyApplications } from "./applications.ts";

/** Time that a hub has to answer. */
const DEADLINE_MS = 5_000;

/** Whether the API server that a kubeconfig leads to answers, whatever it says. */
export async function answers(kubeconfig: string): Promise<boolean> {
  try {
    const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
    await server.failingChecks().finally(() => {
      server.close();
    });
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses what must not be done, before anything is: only a simulated hub is ever taken down, and one that answers is not
 * lost.
 *
 * @throws UsageError with the reason.
 */
export async function refuseLiveHub(project: Project, environment: Environment): Promise<void> {
  const { name, hub, clusters, regions } = environment;
  const cluster = clusters.find((each) => each.name === hub);
  const record = (await readClusterRecords(project, environment)).get(hub);
  if (record?.state !== "known") throw new UsageError(`The hub ${hub} has not been brought up: npx fleet up`);
  const region = regions.find((each) => each.name === cluster?.region);
  const beside = (region?.clusters ?? []).filter(({ provisioner }) => provisioner.kind === "cluster-api");
  if (beside.length > 0)
    throw new UsageError(
      `${listed(beside.map((each) => each.name))} in the hub's own region ${region?.name ?? ""} is made on the hub: stack ` +
        `${regionStackName(name, region?.name ?? "")} cannot bring the hub back without it, nor it before the hub. ` +
        `Give the hub a region of its own.`,
    );
  if (cluster?.simulated === true || !(await answers(record.kubeconfig))) return;
  throw new UsageError(
    `The hub ${hub} answers, and it is not simulated: no command of this program takes it down. A drill of a hub ` +
      `needs an environment whose hub is of kind kwok; the recovery of one that is gone begins when it is silent.`,
  );
}

/** Writes down who is lost, what is to come back, and what the members run, which nothing of this is to touch. */
export async function look(context: HubContext): Promise<StepResult> {
  const { project, environment, plan, journal, signal } = context;
  const records = await readClusterRecords(project, environment);
  const hub = records.get(plan.hub.name);
  if (hub?.state !== "known") throw new Error(`The state knows no hub ${plan.hub.name}.`);
  const applications =
    environment.gitops === undefined ? [] : await healthyApplications(hub.kubeconfig, signal).catch(() => []);
  const answered = await answers(hub.kubeconfig);
  const running: Record<string, Running> = {};
  for (const [name, record] of records) {
    if (name === plan.hub.name || record.state !== "known") continue;
    try {
      running[name] = await runningOn(record.kubeconfig, signal);
    } catch (error) {
      await remark(context, `${name} was not watched: ${(error as Error).message}`);
    }
  }
  const { environment: environmentName, name: drill } = plan;
  await writeRunning(runFolder(project.root, { environment: environmentName, drill }), running);
  const members = Object.fromEntries(
    Object.entries(running).map(([name, objects]) => [name, Object.keys(objects).length]),
  );
  const { identifier, version = null } = hub.passport ?? {};
  await journal.note({
    answered,
    applications,
    members,
    ...(identifier === undefined ? {} : { identifier }),
    kubernetes: { before: version, after: null },
  });
  return listed(Object.entries(members).map(([name, count]) => `${name} runs ${count} objects`));
}

/** Takes a simulated hub away with all that is in it, as if its machine had burnt. */
export async function lose({ project, environment, plan, journal }: HubContext): Promise<StepResult> {
  const { hub } = plan;
  const { identifier } = journal.run.notes;
  if (!hub.simulated) return { leftOut: `${hub.name} is gone already` };
  if (identifier === undefined) throw new Error(`The state does not say which hub ${hub.name} is.`);
  const fullName = clusterFullName(environment.fleet, environment.name, hub.name);
  const program = path.join(project.root, "components", "cluster", "kwok", "remove.ts");
  await promisify(execFile)(process.execPath, [program, fullName, identifier], { cwd: project.root });
  return `${hub.name}, with all that was in it`;
}
