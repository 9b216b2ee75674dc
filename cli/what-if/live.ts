import type { Environment } from "../../fleet/fleet.ts";
import type { Counting } from "../../fleet/what-if/workloads.ts";
import type { Project } from "../engine/project.ts";
import { lookAt } from "../status/look.ts";
import type { StatusFacts } from "../status/report.ts";

/** The replicas that are ready now, from the clusters themselves. */
export async function liveReplicas(
  project: Project,
  environment: Environment,
): Promise<Pick<Counting, "live" | "silent">> {
  return countLive(environment, await lookAt(project, environment));
}

export function countLive(
  { workloads }: Environment,
  { observations }: Pick<StatusFacts, "observations">,
): Required<Pick<Counting, "live" | "silent">> {
  const live = workloads.map(({ name }) => {
    const ready = [...observations].map(([cluster, seen]): [string, number] => {
      return [cluster, seen.state === "answered" ? (seen.replicas.get(name)?.ready ?? 0) : 0];
    });
    return [name, new Map(ready)] as const;
  });
  const silent = [...observations]
    .filter(([, { state }]) => state !== "answered")
    .map(([cluster]) => cluster);
  return { live: new Map(live), silent };
}
