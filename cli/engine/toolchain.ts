import type { Fleet } from "../../fleet/fleet.ts";
import { locateToolchain, type Toolchain } from "../../tools/toolchain.ts";
import { UsageError } from "../errors.ts";

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

function hasLocalClusters({ environments }: Fleet): boolean {
  return environments.some(({ clusters }) => clusters.some(({ provisioner }) => provisioner.kind === "kwok"));
}
