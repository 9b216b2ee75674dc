import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { VELERO_NAMESPACE } from "../../../fleet/platform/velero.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { freePorts, Program } from "./program.ts";
import type { S3Store } from "./s3-store.ts";

let starts = 0;

/**
 * The real Velero server of a cluster, as a process beside it. With a store it has our plugin for S3, and the credentials
 * of that store's buckets; without, no plugin for any bucket. It looks at its locations every two seconds.
 */
export async function startVelero(
  bed: Bed,
  cluster: string,
  store?: Pick<S3Store, "credentialsFile">,
): Promise<Program> {
  const { toolchain } = await locateToolchain({ tools: ["velero-server", "velero-plugin-s3"] });
  if (toolchain === undefined)
    throw new Error("Velero is missing: npm run tools -- velero-server velero-plugin-s3");
  const folder = path.join(bed.root, "velero", cluster);
  const plugins = path.join(folder, "plugins");
  mkdirSync(plugins, { recursive: true });
  if (store !== undefined) {
    const plugin = path.join(plugins, "velero-plugin-s3");
    // That of a server that was killed may still run, and a program that runs cannot be written over.
    rmSync(plugin, { force: true });
    copyFileSync(toolchain.paths["velero-plugin-s3"], plugin);
    await putServerDeployment(bed, cluster, folder);
  }
  const [metrics, profiler] = await freePorts(2);
  const args = [
    ...["server", "--kubeconfig", await bed.kubeconfigOf(cluster), "--namespace", VELERO_NAMESPACE],
    ...["--plugin-dir", plugins],
    // Where nothing runs there is no driver of volumes either, and every backup would be partly failed for it.
    ...(store === undefined ? ["--features", "EnableCSI"] : []),
    ...["--metrics-address", `127.0.0.1:${metrics}`, "--profiler-address", `127.0.0.1:${profiler}`],
    ...["--store-validation-frequency", "2s", "--backup-sync-period", "2s"],
    ...["--garbage-collection-frequency", "5s", "--item-operation-sync-frequency", "2s"],
  ];
  const env = { ...process.env, AWS_SHARED_CREDENTIALS_FILE: store?.credentialsFile };
  const log = path.join(folder, `server-${starts++}.log`);
  return new Program("velero", toolchain.paths["velero-server"], args, { env, log, cwd: folder });
}

/**
 * What the chart would install the server with: a restore reads the image of its helper there. Without a replica, since
 * the server is this process.
 */
async function putServerDeployment(bed: Bed, cluster: string, folder: string): Promise<void> {
  const labels = { "app.kubernetes.io/name": "velero" };
  const container = { name: "velero", image: "velero/velero:v1.18.1" };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "velero", namespace: VELERO_NAMESPACE },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
  bed.write(path.relative(bed.root, path.join(folder, "deployment.json")), JSON.stringify(deployment));
  await bed.kubectl(cluster, "apply", "-f", path.join(folder, "deployment.json"));
}
