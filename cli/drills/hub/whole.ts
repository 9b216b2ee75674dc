import { setTimeout as sleep } from "node:timers/promises";
import { describeLink } from "../../../fleet/links.ts";
import { listed } from "../../../fleet/problems.ts";
import { readClusterRecords } from "../../clusters.ts";
import { readStatus } from "../../status/look.ts";
import type { StatusReport } from "../../status/report.ts";
import { runFolder } from "../journal.ts";
import type { StepResult } from "../steps.ts";
import { healthyApplications } from "./applications.ts";
import { remark } from "../remark.ts";
import { fail, type HubContext } from "./context.ts";
import { readRunning, runningOn, touched, type Running } from "./members.ts";

/* Whether all is back as it was, and the members untouched. */

/** Whoever is late is waited for a little longer, to say by how much. */
const LATE_MS = 120_000;

/** Waits until links, workloads and applications are as they were, or the time is up; the stopwatch stops then. */
export async function awaitWhole(context: HubContext): Promise<StepResult> {
  const { plan, journal, signal } = context;
  const left = plan.budget.rto * 1000 - (Date.now() - Date.parse(journal.run.ordered));
  const end = performance.now() + Math.max(left, LATE_MS);
  for (;;) {
    const missing = await notBack(context);
    if (missing.length === 0) {
      await journal.note({ healthy: new Date().toISOString() });
      return "links, workloads and applications are as they were";
    }
    if (performance.now() > end) {
      for (const what of missing) await fail(context, what);
      return `not back: ${listed(missing)}`;
    }
    await sleep(1_000, undefined, { signal });
  }
}

/** What is not as it was, in words. */
async function notBack(context: HubContext): Promise<string[]> {
  const { project, environment, plan, journal, signal } = context;
  const status = await readStatus(project, environment);
  const silent = status.clusters.find(({ name, ready }) => name === plan.hub.name && !ready);
  if (silent !== undefined) return [`hub ${silent.name}: ${silent.reason ?? "not ready"}`];
  await noteWorkloads(context, status);
  const links = status.links
    .filter(({ from, to, state }) => [from, to].includes(plan.hub.name) && state !== "linked")
    .map((link) => `link ${describeLink(link)} is ${link.state}`);
  const workloads = status.workloads.flatMap(({ name, replicas }) => {
    const { desired = 0, ready = 0 } = replicas[plan.hub.name] ?? {};
    return ready < desired ? [`${name} on ${plan.hub.name} has ${ready} of ${desired} replicas`] : [];
  });
  const { applications = [] } = journal.run.notes;
  const record = (await readClusterRecords(project, environment)).get(plan.hub.name);
  const healthy =
    applications.length === 0 || record?.state !== "known"
      ? []
      : await healthyApplications(record.kubeconfig, signal).catch(() => []);
  const waiting = applications.filter((name) => !healthy.includes(name));
  return [
    ...links,
    ...workloads,
    ...waiting.map((name) => `application ${name} is not Synced and Healthy again`),
  ];
}

async function noteWorkloads(
  { environment, plan, journal }: HubContext,
  status: StatusReport,
): Promise<void> {
  const workloads = status.workloads.flatMap(({ name, replicas }) => {
    const share = replicas[plan.hub.name];
    const namespace = environment.workloads.find((workload) => workload.name === name)?.namespace;
    if (share === undefined || namespace === undefined) return [];
    return [{ name, namespace, restoredAs: namespace, ready: share.ready >= share.desired }];
  });
  await journal.note({ workloads });
}

/** Compares what the members run with what they ran before. */
export async function compareMembers(context: HubContext): Promise<StepResult> {
  const { project, environment, plan, journal, signal } = context;
  const { environment: environmentName, name: drill } = plan;
  const before = await readRunning(runFolder(project.root, { environment: environmentName, drill }));
  const records = await readClusterRecords(project, environment);
  const after: Record<string, Running> = {};
  for (const name of Object.keys(before)) {
    const record = records.get(name);
    try {
      if (record?.state !== "known") throw new Error("the state does not know it any more");
      after[name] = await runningOn(record.kubeconfig, signal);
    } catch (error) {
      await remark(context, `${name} could not be compared: ${(error as Error).message}`);
      await fail(context, `whether ${name} was touched is not known`);
    }
  }
  const seen = Object.fromEntries(Object.entries(before).filter(([name]) => after[name] !== undefined));
  const differences = touched(seen, after);
  const compared = Object.values(seen).reduce((sum, running) => sum + Object.keys(running).length, 0);
  await journal.note({ compared, differences });
  return differences.length === 0
    ? `${compared} objects on ${listed(Object.keys(seen))}, untouched`
    : `${differences.length} of ${compared} objects on members are not what they were`;
}
