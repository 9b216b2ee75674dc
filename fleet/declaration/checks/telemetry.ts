import { byName, resolveFleet, type Environment } from "../../fleet.ts";
import { isWithin } from "../../jurisdictions.ts";
import { place } from "../../placement.ts";
import { acceptedBy, sinkFor } from "../../telemetry/sinks.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** Every cluster has a sink that accepts it, and no workload's telemetry goes where its profile does not let it. */
export function checkTelemetry(declaration: Declaration): PathProblem[] {
  return resolveFleet(declaration).environments.flatMap((environment) => [
    ...checkSinks(environment),
    ...checkResidency(environment),
  ]);
}

function checkSinks({ name, regions, observability }: Environment): PathProblem[] {
  if (observability === undefined) return [];
  const accepts = byName(observability.sinks).map(([sink, declared]) => {
    return `${sink} accepts ${acceptedBy(declared).join(", ")}`;
  });
  return regions.flatMap(({ name: region, country }): PathProblem[] => {
    if (sinkFor({ name: region, country }, observability) !== undefined) return [];
    const message = `no sink accepts region ${region}, which is in ${country}: ${accepts.join("; ")}`;
    const hint = `add a sink in ${country}, or ${country} or a group of it to what one accepts`;
    return [{ path: ["environments", name, "observability", "sinks"], message, hint }];
  });
}

function checkResidency({ name, observability, clusters, workloads }: Environment): PathProblem[] {
  if (observability === undefined) return [];
  return workloads.flatMap((workload) => {
    const { residency } = workload;
    if (residency === undefined) return [];
    const allowed = residency.telemetry ?? residency.data;
    return place(workload, clusters).placed.flatMap((cluster): PathProblem[] => {
      const choice = sinkFor(cluster, observability);
      if (choice === undefined || isWithin(choice.sink.country, allowed)) return [];
      const rule = `profile ${residency.name} keeps telemetry in [${allowed.join(", ")}]`;
      return [
        {
          path: ["workloads", workload.name, "residency"],
          message: `${rule}, and cluster ${cluster.name} of environment ${name} sends it to sink ${choice.name} in ${choice.sink.country}`,
          hint: "declare a sink in one of these places that accepts the cluster's country, or place the workload elsewhere",
          other: { path: ["environments", name, "observability", "sinks", choice.name] },
        },
      ];
    });
  });
}
