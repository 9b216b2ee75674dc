import type { Living, RestoreTarget } from "../../fleet/backup/restore-plan.ts";
import { RefusalError, type ApiServer } from "../client/api-server.ts";

/** Lists that are asked for at a time. */
const AT_A_TIME = 4;

/**
 * Names of what lives in a cluster, of the kinds and in the namespaces that a restore is about. Of an object nothing but
 * its name is read.
 */
export async function readLiving(server: ApiServer, targets: readonly RestoreTarget[]): Promise<Living> {
  const namespaces: RestoreTarget = {
    ...{ resource: "namespaces", kind: "Namespace", apiVersion: "v1", name: "" },
    namespace: undefined,
  };
  const wanted = [...new Map([namespaces, ...targets].map((each) => [keyOf(each), each])).values()];
  const found = new Map<string, ReadonlySet<string> | undefined>();
  const queue = [...wanted];
  const worker = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      found.set(keyOf(next), await namesOf(server, next));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return (where) => found.get(keyOf(where));
}

async function namesOf(server: ApiServer, target: RestoreTarget): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await server.labelsOf(listPath(target))).map(({ name }) => name));
  } catch (error) {
    if (error instanceof RefusalError && error.status === 404) return undefined;
    throw error;
  }
}

function listPath({ resource, apiVersion, namespace }: RestoreTarget): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = resource.split(".", 1)[0] ?? "";
  return namespace === undefined ? `${group}/${plural}` : `${group}/namespaces/${namespace}/${plural}`;
}

function keyOf({ resource, namespace = "" }: Pick<RestoreTarget, "resource" | "namespace">): string {
  return `${resource} ${namespace}`;
}
