import { clusterNamed } from "../../fleet/fleet.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import { listed } from "../../fleet/problems.ts";
import { readContext } from "../../fleet/kubeconfig.ts";
import { openProject, type Project } from "../engine/project.ts";
import { probe } from "../tombstone/probe.ts";
import { bringUp } from "../verbs/up.ts";
import { remark, type DrillContext } from "./context.ts";

/* The source of a failover, which may be dead, and may die at any moment. */

/** A second and a half for one that has just restarted: the stopwatch runs. */
const QUICKLY = { tries: 2, pauseMs: 1_500, deadlineMs: 3_000 };

/** Asks whether the API server of a cluster answers, and notes it of the source. */
export async function answers({ kubeconfigs }: DrillContext, cluster: string): Promise<boolean> {
  const kubeconfig = kubeconfigs.get(cluster);
  if (kubeconfig === undefined) return false;
  return (await probe(readContext(kubeconfig).endpoint, QUICKLY)).answered;
}

/**
 * Brings the environment up as it is declared now, without what needs a source that does not answer: the stack of its
 * region, and, where it is the hub, that of the environment.
 *
 * @returns what was left out, and what was done, in words.
 * @throws Error if any other stack fails.
 */
export async function upAround(context: DrillContext, source: string): Promise<string> {
  const { plan, quiet } = context;
  const project = takingOver(await openProject(context.project.root));
  const left = (await answers(context, source)) ? [] : stacksOf(context, source);
  for (let without = left; ;) {
    const options = { environment: plan.environment, json: quiet, waves: false, without };
    const { failed, stacks } = await bringUp(project, options);
    const own = stacksOf(context, source);
    const others = failed.filter(({ stack }) => !own.includes(stack));
    if (others.length > 0)
      throw new Error(others.map(({ stack, message }) => `${stack}: ${message}`).join("\n"));
    if (failed.length === 0) {
      await context.journal.note({ sourceAnswers: without.length === 0 });
      if (without.length > 0)
        await remark(context, `${source} did not answer: ${listed(without)} was left out, and is as it was`);
      const done = listed(stacks.map(({ stack }) => stack));
      return without.length === 0
        ? done
        : `${done}; without ${listed(without)}, since ${source} does not answer`;
    }
    // It has died in the meantime, or its stack has a fault of its own.
    if (without.length > 0 || (await answers(context, source)))
      throw new Error(failed.map(({ stack, message }) => `${stack}: ${message}`).join("\n"));
    without = own;
  }
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
