import type { Environment, Region } from "../../fleet.ts";
import { planBackupStore } from "./backup-store.ts";
import type { MadeKey } from "./key.ts";
import { isGke } from "./names.ts";
import { planGke } from "./plan.ts";

/** Every key that the stack of a region makes. */
export function madeKeysOf(environment: Environment, region: Region): MadeKey[] {
  const store = planBackupStore(environment, region)?.key;
  const clusters = region.clusters.filter(isGke).map((cluster) => planGke(cluster, environment).key);
  return [...clusters, ...(store === undefined ? [] : [store])].filter((key) => key.kind === "made");
}
