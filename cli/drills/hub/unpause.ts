import { CLUSTERS, isOfControlPlanes } from "../../../fleet/drills/hub.ts";
import type { DrillRecord } from "../../../fleet/drills/record.ts";
import { apiVersionOf, KINDS } from "../../../fleet/clouds/cluster-api/kinds.ts";
import { valueAt } from "../../../fleet/objects.ts";
import type { Velero } from "../../velero/velero.ts";
import type { HubContext } from "./context.ts";

/**
 * Lets the clusters of Cluster API go on that were restored paused; those that their owners had paused before stay so.
 * @returns in words, which; empty if there are none.
 */
export async function unpause(
  velero: Velero,
  backups: DrillRecord["backups"],
  { plan }: HubContext,
): Promise<string> {
  const backup = backups.find(({ schedule }) => isOfControlPlanes(schedule, plan.hub));
  if (backup === undefined) return "";
  const contents = await velero.contentsOf(backup.name);
  const running = contents.filter(
    ({ resource, object }) => resource === CLUSTERS && valueAt(object, ["spec", "paused"]) !== true,
  );
  for (const { namespace = "", name } of running) {
    const place = `/apis/${apiVersionOf(KINDS.cluster)}/namespaces/${namespace}/${KINDS.cluster.plural}`;
    await velero.server.patch(`${place}/${name}`, { spec: { paused: null } });
  }
  if (running.length === 0) return "";
  return `; ${running.map(({ namespace = "", name }) => `${namespace}/${name}`).join(", ")} go on`;
}
