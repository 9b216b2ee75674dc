import { setTimeout as sleep } from "node:timers/promises";
import { accessOf, kubeconfigFor, readContext } from "../../../fleet/kubeconfig.ts";
import { HubApi, HubError } from "./hub-api.ts";
import { clusterPath, observe, readKubeconfig } from "./observe.ts";
import { hangingIn, missingIn, reasonsIn } from "./progress.ts";
import type { WorkloadFacts, WorkloadSpec } from "./spec.ts";

/*
 * What the provider of clusters of Cluster API does. The objects are made by the program; this waits for what becomes
 * of them, and lets them go. It may be cut off anywhere and called again: it asks the hub, and remembers nothing.
 */

const EVERY_MS = 1000;

/** Time that the hub may be away, or refuse to answer, before that is the reason to end. */
const OUTAGE_MS = 60_000;

/**
 * Waits until the cluster is ready and runs its version.
 * @throws Error with what is missing and why, when its time is up. What was asked for stays asked for.
 */
export async function awaitReady(spec: WorkloadSpec): Promise<WorkloadFacts> {
  const api = new HubApi(spec.hub);
  const { namespace, name, readySeconds, version } = spec;
  // The hub's own stack grants the rights to what is new, and may be brought up side by side with this one.
  return within(readySeconds, isAwayOr(403), async (last) => {
    const observation = await observe(api, spec);
    const { cluster } = observation;
    const missing = missingIn(observation, version);
    const kubeconfig = await readKubeconfig(api, spec);
    if (kubeconfig === undefined) missing.push(`Secret ${spec.kubeconfigSecret}: has not been written yet`);
    if (missing.length === 0 && cluster !== undefined && kubeconfig !== undefined)
      return factsOf(spec, kubeconfig, cluster.metadata.uid);
    if (!last) return undefined;
    const lines = [...new Set([...missing, ...reasonsIn(observation)])];
    throw new Error(
      `Cluster "${name}" in namespace ${namespace} of the hub is not ready after ${readySeconds} s:\n` +
        `${indented(lines)}\nThe hub goes on; run up again, or see timeouts.ready in fleet.yaml.`,
    );
  });
}

/**
 * Deletes the Cluster, and waits until it is gone with all that Cluster API made for it. Nothing is forced: what holds a
 * finalizer has something outside to take down first.
 * @throws Error with what is left and what holds it, when its time is up.
 */
export async function deleteCluster(spec: WorkloadSpec): Promise<void> {
  const api = new HubApi(spec.hub);
  const { namespace, name, deleteSeconds } = spec;
  await api.delete(clusterPath(spec));
  await within(deleteSeconds, isAwayOr(), async (last) => {
    const observation = await observe(api, spec);
    const { cluster, machines } = observation;
    if (cluster === undefined && machines.length === 0) return true;
    if (!last) return undefined;
    throw new Error(
      `Cluster "${name}" in namespace ${namespace} of the hub is not gone after ${deleteSeconds} s; what is left:\n` +
        `${indented(hangingIn(observation))}\n` +
        `It has been asked to go and nothing is forced: remove the cause, and run the same command again.`,
    );
  });
}

export async function clusterExists(spec: WorkloadSpec): Promise<boolean> {
  return (await new HubApi(spec.hub).get(clusterPath(spec))) !== undefined;
}

/**
 * The facts of a cluster as they are now; `undefined` if it is not there, or has no kubeconfig.
 * @throws HubError if the hub cannot be asked.
 */
export async function readFacts(spec: WorkloadSpec): Promise<WorkloadFacts | undefined> {
  const api = new HubApi(spec.hub);
  const [cluster, kubeconfig] = await Promise.all([
    api.get<{ metadata: { uid: string } }>(clusterPath(spec)),
    readKubeconfig(api, spec),
  ]);
  if (cluster === undefined || kubeconfig === undefined) return undefined;
  return factsOf(spec, kubeconfig, cluster.metadata.uid);
}

function factsOf({ name }: WorkloadSpec, kubeconfig: string, identifier: string): WorkloadFacts {
  const context = readContext(kubeconfig);
  return {
    ...accessOf(kubeconfig),
    // In one way of writing: Cluster API writes the file anew when it renews the certificate in it.
    kubeconfig: kubeconfigFor({ ...context, name }),
    identifier,
  };
}

/** Whether the hub is away, or answers with a status that may pass. */
function isAwayOr(...passing: readonly number[]): (error: unknown) => boolean {
  return (error) =>
    error instanceof HubError &&
    (error.status === 0 || error.status >= 500 || passing.includes(error.status));
}

/** Looks again and again; the last look, when the time is up, has to end it. */
async function within<T>(
  seconds: number,
  mayPass: (error: unknown) => boolean,
  look: (last: boolean) => Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  let answered = performance.now();
  for (;;) {
    const last = performance.now() >= end;
    try {
      const found = await look(last);
      answered = performance.now();
      if (found !== undefined) return found;
    } catch (error) {
      if (!mayPass(error) || last || performance.now() - answered > OUTAGE_MS) throw error;
    }
    await sleep(EVERY_MS);
  }
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
