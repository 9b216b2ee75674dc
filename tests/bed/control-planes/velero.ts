import { mkdirSync } from "node:fs";
import path from "node:path";
import { VELERO_NAMESPACE } from "../../../fleet/platform/velero.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { freePorts, Program } from "./program.ts";

/**
 * The real Velero server of a cluster, as a process beside it, without a plugin for any bucket. One at a time: it
 * listens on port 8080 besides the addresses that it is given.
 */
export async function startVelero(bed: Bed, cluster: string): Promise<Program> {
  const { toolchain } = await locateToolchain({ tools: ["velero"] });
  if (toolchain === undefined) throw new Error("Velero is missing: npm run tools -- velero");
  const folder = path.join(bed.root, "velero");
  mkdirSync(path.join(folder, "plugins"), { recursive: true });
  const [metrics, profiler] = await freePorts(2);
  const args = [
    ...["server", "--kubeconfig", await bed.kubeconfigOf(cluster), "--namespace", VELERO_NAMESPACE],
    ...["--plugin-dir", path.join(folder, "plugins"), "--features", "EnableCSI"],
    ...["--metrics-address", `127.0.0.1:${metrics}`, "--profiler-address", `127.0.0.1:${profiler}`],
    ...["--store-validation-frequency", "5s"],
  ];
  const log = path.join(folder, "server.log");
  return new Program("velero", toolchain.paths.velero, args, { env: process.env, log, cwd: folder });
}
