import { listed } from "../../fleet/problems.ts";
import type { DrillContext } from "./context.ts";
import { runFolder } from "./journal.ts";
import { runProbes } from "./probes.ts";
import type { StepResult } from "./steps.ts";

/** Runs the probes; where all is ready, and they have found it good, the stopwatch ends. */
export async function probe(context: DrillContext): Promise<StepResult> {
  const { project, plan, journal, kubeconfigs, namespaces, target } = context;
  const { environment, name: drill, probes } = plan;
  const where = { cluster: target.cluster, kubeconfig: kubeconfigs.get(target.cluster) ?? "", namespaces };
  const folder = runFolder(project.root, { environment, drill });
  const results = await runProbes(project.root, folder, probes, where);
  const { workloads = [] } = journal.run.notes;
  const isWell = results.every(({ passed }) => passed) && workloads.every(({ ready }) => ready);
  await journal.note({ probes: results, ...(isWell ? { healthy: new Date().toISOString() } : {}) });
  if (probes.length === 0) return { leftOut: "none is declared" };
  return listed(results.map(({ name, passed }) => `${name} ${passed ? "passed" : "failed"}`));
}
