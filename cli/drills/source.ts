import { clusterNamed } from "../../fleet/fleet.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import { listed } from "../../fleet/problems.ts";
import { readContext } from "../../fleet/kubeconfig.ts";
import { openProject, type Project } from "../engine/project.ts";
import type { UpReport } from "../report/up-report.ts";
import { probe } from "../tombstone/probe.ts";
import { bringUpFleet } from "../report/bring-up-fleet.ts";
import type { DrillContext } from "./context.ts";
import { remark } from "./remark.ts";

/* The source of a failover, which may be dead, and may die at any moment. */

/** A second and a half for one that has just restarted: the stopwatch runs. */
const QUICKLY = { tries: 2, pauseMs: 1_500, deadlineMs: 3_000 };

/** Whether the API server of a cluster answers. */
export async function answers({ kubeconfigs }: DrillContext, cluster: string): Promise<boolean> {
  const kubeconfig = kubeconfigs.get(cluster);
  if (kubeconfig === undefined) return false;
  return (await probe(readContext(kubeconfig).endpoint, QUICKLY)).answered;
}

/** Brings the whole environment up as it is declared now. @throws Error if a stack fails. */
export async function upAll(context: DrillContext): Promise<string> {
  return namesOf(succeeded(await upWithout(context, [])));
}

/**
 * Brings the environment up as it is declared now, without what needs a source that does not answer: the stack of its
 * region, and, where it is the hub, that of the environment.
 *
 * @returns what was done, and what was left out, in words.
 * @throws Error if any other stack fails.
 */
export async function upAround(context: DrillContext, source: string): Promise<string> {
  const own = stacksOf(context, source);
  if (await answers(context, source)) {
    const report = await upWithout(context, []);
    const isItsOwn = report.failed.every(({ stack }) => own.includes(stack));
    // It may have died in the meantime; if it answers, its stack has a fault of another kind.
    if (report.failed.length === 0 || !isItsOwn || (await answers(context, source))) {
      await context.journal.note({ sourceAnswers: true });
      return namesOf(succeeded(report));
    }
  }
  const report = succeeded(await upWithout(context, own));
  await context.journal.note({ sourceAnswers: false });
  await remark(context, `${source} did not answer: ${listed(own)} was left out, and is as it was`);
  return `${namesOf(report)}; without ${listed(own)}, since ${source} does not answer`;
}

async function upWithout(
  { project, plan, quiet }: DrillContext,
  without: readonly string[],
): Promise<UpReport> {
  const options = { environment: plan.environment, quiet, waves: false, without };
  return bringUpFleet(takingOver(await openProject(project.root)), options);
}

function succeeded(report: UpReport): UpReport {
  if (report.failed.length === 0) return report;
  throw new Error(report.failed.map(({ stack, message }) => `${stack}: ${message}`).join("\n"));
}

function namesOf({ stacks }: UpReport): string {
  return listed(stacks.map(({ stack }) => stack));
}

function stacksOf({ environment, plan }: DrillContext, source: string): string[] {
  const { region } = clusterNamed(environment, source);
  const own = regionStackName(plan.environment, region);
  return source === environment.hub ? [own, environmentStackName(plan.environment)] : [own];
}

/**
 * What a restore has made is there already, and written by Velero: where the declaration says something else, it is that
 * which counts.
 */
function takingOver(project: Project): Project {
  return { ...project, env: { ...project.env, PULUMI_K8S_ENABLE_PATCH_FORCE: "true" } };
}
