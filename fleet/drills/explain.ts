import type { Environment } from "../fleet.ts";
import { inWords } from "./durations.ts";
import { drillNames, drillPlan } from "./plan.ts";

/**
 * What each drill of an environment comes to, and what it leaves out and why: `exercise: sandbox of shop, us to eu, in
 * 5m, losing at most 6h`.
 */
export function explainDrills(environment: Environment): string[] {
  return drillNames(environment).flatMap((name) => {
    const plan = drillPlan(environment, name);
    if (plan.mode === "hub")
      return [`${name}: ${plan.hub.name} is lost and made anew, in ${inWords(plan.budget.rto)}`];
    const { mode, source, target, workloads, leftOut, budget } = plan;
    const what = workloads.map((workload) => workload.name).join(", ");
    const limits = `in ${inWords(budget.rto)}, losing at most ${inWords(budget.rpo)}`;
    return [
      `${name}: ${mode} of ${what}, ${source.name} to ${target.name}, ${limits}`,
      ...leftOut.map(({ workload, reason }) => `${name} leaves out ${workload}: it ${reason}`),
    ];
  });
}
