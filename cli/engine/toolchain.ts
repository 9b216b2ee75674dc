import path from "node:path";
import type { Fleet } from "../../fleet/fleet.ts";
import { platformOf } from "../../fleet/platform/platform.ts";
import { linkApiCharts, locateApiCharts } from "../../tools/api-charts/api-charts.ts";
import { locateToolchain, type Toolchain } from "../../tools/toolchain.ts";
import { UsageError } from "../errors.ts";
import { LOCAL_FOLDER } from "./local-state.ts";

const ENGINE = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes"] as const;

/**
 * The tools that a fleet needs: the engine, and all of them where clusters are to run on this machine.
 * @throws UsageError that says how to get what is missing. Only looks, and takes no time.
 */
export async function requireToolchain(fleet: Fleet): Promise<Pick<Toolchain, "binDir">> {
  const { toolchain, missing } = await locateToolchain(hasLocalClusters(fleet) ? {} : { tools: ENGINE });
  if (toolchain !== undefined) return toolchain;
  throw new UsageError(
    `Missing: ${missing.join(", ")}. To find, download or build what is missing: npm run tools`,
  );
}

/**
 * Puts the charts of resource types where the program looks for them, if a cluster is to have any.
 * @throws UsageError that says how to get them.
 */
export async function requireApiCharts(fleet: Fleet, root: string): Promise<void> {
  if (!installsTypes(fleet)) return;
  const folder = await locateApiCharts();
  if (folder === undefined)
    throw new UsageError("Missing: the resource types that clusters get. To get them: npm run tools");
  await linkApiCharts(folder, path.join(root, LOCAL_FOLDER, "charts"));
}

function hasLocalClusters({ environments }: Fleet): boolean {
  return environments.some(({ clusters }) => clusters.some(({ provisioner }) => provisioner.kind === "kwok"));
}

/** Whether a cluster of any kind gets resource types by themselves: all of a system, or what its charts leave out. */
function installsTypes({ environments }: Fleet): boolean {
  return environments.some((environment) =>
    environment.clusters.some((cluster) =>
      platformOf(cluster, environment).some(({ apis }) => apis.length > 0),
    ),
  );
}
