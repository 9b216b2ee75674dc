import { setTimeout as sleep } from "node:timers/promises";
import type { DrilledObject } from "../../fleet/drills/objects.ts";
import type { DrilledWorkload } from "../../fleet/drills/plan.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import { WORKLOAD_LABEL } from "../../fleet/names.ts";
import { RefusalError, type ApiServer } from "../client/api-server.ts";
import { sumReplicas, type Scalable } from "../status/replicas.ts";

type WorkloadResult = DrillRecord["workloads"][number];

/** Objects that keep pods running, by resource. */
const RESOURCES = ["deployments", "statefulsets", "daemonsets"] as const;

/** What of a workload has to become ready, and where. */
export interface ExpectedWorkload extends Pick<DrilledWorkload, "name" | "namespace"> {
  readonly restoredAs: string;
  /** `deployments/web`. */
  readonly scalables: readonly string[];
}

/** Which objects of a backup keep the pods of each workload running: those with its label. */
export function expectedOf(
  workloads: readonly DrilledWorkload[],
  objects: readonly DrilledObject[],
  restoredAs: (namespace: string) => string,
): ExpectedWorkload[] {
  return workloads.map(({ name, namespace }) => ({
    name,
    namespace,
    restoredAs: restoredAs(namespace),
    scalables: objects
      .filter(
        ({ object: { metadata } }) =>
          metadata.namespace === namespace && metadata.labels?.[WORKLOAD_LABEL] === name,
      )
      .flatMap(({ resource, object }) =>
        RESOURCES.filter((each) => resource === `${each}.apps`).map(
          (each) => `${each}/${object.metadata.name}`,
        ),
      ),
  }));
}

/**
 * Waits until every workload is ready, or the time is up.
 * @returns how each of them is then.
 */
export async function awaitReady(
  server: ApiServer,
  workloads: readonly ExpectedWorkload[],
  limitMs: number,
  signal: AbortSignal,
): Promise<WorkloadResult[]> {
  const end = performance.now() + limitMs;
  for (;;) {
    const results = await Promise.all(workloads.map((workload) => look(server, workload)));
    if (results.every(({ ready }) => ready) || performance.now() > end) return results;
    await sleep(500, undefined, { signal });
  }
}

async function look(server: ApiServer, expected: ExpectedWorkload): Promise<WorkloadResult> {
  const faults = await Promise.all(
    expected.scalables.map((scalable) => faultOf(server, expected.restoredAs, scalable)),
  );
  const why = faults.find((fault) => fault !== undefined);
  const { name, namespace, restoredAs } = expected;
  return { name, namespace, restoredAs, ready: why === undefined, ...(why === undefined ? {} : { why }) };
}

async function faultOf(server: ApiServer, namespace: string, scalable: string): Promise<string | undefined> {
  const [resource = "", name = ""] = scalable.split("/");
  try {
    const object = await server.get<Scalable>(`/apis/apps/v1/namespaces/${namespace}/${scalable}`);
    const labelled = { ...object, metadata: { ...object.metadata, labels: { [WORKLOAD_LABEL]: name } } };
    const share = sumReplicas([labelled]).get(name);
    if (share === undefined || share.available < share.desired)
      return `${scalable} has ${share?.available ?? 0} of ${share?.desired ?? "its"} replicas available`;
    return share.rolledOut ? undefined : `${scalable} is still being rolled out`;
  } catch (error) {
    if (error instanceof RefusalError && error.status === 404) return `${resource}/${name} is not there`;
    throw error;
  }
}
