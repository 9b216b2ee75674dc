import type { Environment } from "../fleet/fleet.ts";
import { regionStackName } from "../fleet/names.ts";
import type { Passport } from "../fleet/passport.ts";
import { readOutputs, type RegionOutputs } from "./engine/outputs.ts";
import type { Project } from "./engine/project.ts";

/** What the state tells about a cluster: how to reach it, if it has been brought up. Holds secrets. */
export type ClusterRecord =
  | { readonly state: "known"; readonly kubeconfig: string; readonly passport: Passport | undefined }
  /** Its stack has not been brought up since the cluster was declared. */
  | { readonly state: "absent" }
  | { readonly state: "unreadable"; readonly reason: string };

type Reading = { readonly outputs: RegionOutputs | undefined } | { readonly error: Error };

/**
 * Reads what the region stacks have written down about the clusters of an environment, all at once. One stack that
 * cannot be read (its key may be kept in a region that is down) does not hide the others.
 * @throws Error if none can be read: then it is not one region's fault.
 */
export async function readClusterRecords(
  project: Project,
  environment: Environment,
): Promise<Map<string, ClusterRecord>> {
  const readings = await Promise.all(
    environment.regions.map(({ name }) => readRegion(project, regionStackName(environment.name, name))),
  );
  const [first] = readings;
  if (first !== undefined && "error" in first && readings.every((reading) => "error" in reading)) {
    throw first.error;
  }
  const byRegion = new Map(environment.regions.map(({ name }, index) => [name, readings[index]]));
  return new Map(
    environment.clusters.map(({ name, region }) => [name, recordOf(name, byRegion.get(region))]),
  );
}

async function readRegion(project: Project, stack: string): Promise<Reading> {
  try {
    return { outputs: await readOutputs<RegionOutputs>(project, stack) };
  } catch (error) {
    return { error: error as Error };
  }
}

function recordOf(cluster: string, reading: Reading | undefined): ClusterRecord {
  if (reading === undefined) return { state: "absent" };
  if ("error" in reading) return { state: "unreadable", reason: reading.error.message };
  const kubeconfig = reading.outputs?.kubeconfigs[cluster];
  if (kubeconfig === undefined) return { state: "absent" };
  return { state: "known", kubeconfig, passport: reading.outputs?.passports[cluster] };
}
