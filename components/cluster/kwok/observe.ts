import { isReady } from "./api-server.ts";
import { componentsOf } from "./components.ts";
import { folderOf, readRecord, type ClusterFolder } from "./folder.ts";
import { processesOf } from "./processes.ts";
import type { KwokFacts, KwokSpec } from "./spec.ts";

/* What can be seen of a local cluster without changing it. Loads little: it is all that an unchanged `up` needs. */

export async function clusterExists(root: string, name: string): Promise<boolean> {
  return (await readRecord(folderOf(root, name))) !== undefined;
}

/**
 * What an `up` has to do. A cluster that has stopped is a change (it is started again); one whose folder is gone,
 * or that would need other addresses, is a replacement.
 *
 * One that is gone is made anew before the old one is let go. The other way round the engine would first delete what
 * was in it, piece by piece and at an API server that is no more: in that order it goes by no `deletedWith`
 * (pulumi 3.259, pkg/resource/deploy/step_generator.go).
 */
export async function compareCluster(
  root: string,
  state: KwokSpec & KwokFacts,
  spec: KwokSpec,
): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> {
  const folder = folderOf(root, spec.name);
  const record = await readRecord(folder);
  const replaces = (["name", "podCidr", "serviceCidr", "karmada"] as const).filter(
    (key) => state[key] !== spec[key],
  ) as string[];
  const gone = record?.identifier !== state.identifier;
  if (gone) replaces.push("identifier");
  const changes = replaces.length > 0 || state.nodes !== spec.nodes || !(await isRunning(folder, state));
  return { changes, replaces, deleteBeforeReplace: !gone };
}

/** Whether all processes of the cluster are there, and its API server says that it is ready. */
export async function isRunning(
  folder: ClusterFolder,
  { endpoint, ca, karmada }: Pick<KwokFacts, "endpoint" | "ca"> & Pick<KwokSpec, "karmada">,
): Promise<boolean> {
  // Both at once: every preview waits for this.
  const [processes, ready] = await Promise.all([
    processesOf(folder.path),
    isReady({ endpoint, ca: Buffer.from(ca, "base64").toString() }),
  ]);
  const programs = new Set(processes.map(({ program }) => program));
  return ready && componentsOf({ karmada }).every((component) => programs.has(component));
}
