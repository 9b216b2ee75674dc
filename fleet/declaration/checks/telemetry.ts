import { byName, resolveFleet, type Environment } from "../../fleet.ts";
import { acceptedBy, sinkFor } from "../../telemetry/sinks.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/** Every cluster has a sink that accepts it; that telemetry may go there is checked with the residency. */
export function checkTelemetry(declaration: Declaration): PathProblem[] {
  return resolveFleet(declaration).environments.flatMap(checkSinks);
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
