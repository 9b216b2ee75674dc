import { execFile } from "node:child_process";
import { readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Toolchain } from "../../../tools/toolchain.ts";
import { COMPONENTS, componentsOf, RUNNERS } from "./components.ts";
import type { ClusterFolder } from "./folder.ts";
import type { Ports } from "./ports.ts";
import { processesOf } from "./processes.ts";
import type { KwokSpec } from "./spec.ts";

const run = promisify(execFile);

/** Seconds that a cluster may take to start; 4 on an idle machine with two cores. */
const START_SECONDS = 120;

/** Writes down what a cluster is to be, its ports above all. */
export async function configure(
  folder: ClusterFolder,
  spec: KwokSpec,
  ports: Ports,
  tools: Toolchain,
): Promise<void> {
  await writeFile(folder.configuration, JSON.stringify(configuration(folder, spec, ports, tools)));
}

/** Makes and starts a cluster that is configured, and not there yet. */
export async function create(folder: ClusterFolder, tools: Toolchain): Promise<void> {
  const wait = ["--wait", `${START_SECONDS}s`, "--kubeconfig", folder.scratchKubeconfig];
  await kwokctl(folder, tools, ["create", "cluster", ...wait, "--config", folder.configuration]);
}

/** Ports of all the clusters configured beside this one, whether they run or not. */
export async function portsBeside(folder: ClusterFolder): Promise<Set<number>> {
  const clusters = path.dirname(folder.path);
  const texts = await Promise.all(
    (await readdir(clusters)).map((name) =>
      readFile(path.join(clusters, name, path.basename(folder.configuration)), "utf8").catch(() => undefined),
    ),
  );
  const configured = texts
    .filter((text) => text !== undefined)
    .map((text) => JSON.parse(text) as { options: Ports });
  return new Set(configured.map(({ options }) => options.kubeApiserverPort));
}

/** Starts what has stopped. Data, certificates and ports are those of before. */
export async function start(folder: ClusterFolder, spec: KwokSpec, tools: Toolchain): Promise<void> {
  await linkPrograms(folder, spec, tools);
  await forgetStalePids(folder);
  await kwokctl(folder, tools, ["start", "cluster", "--wait", `${START_SECONDS}s`]);
}

export async function scaleNodes(folder: ClusterFolder, nodes: number, tools: Toolchain): Promise<void> {
  await kwokctl(folder, tools, ["scale", "node", "--replicas", String(nodes)]);
}

function configuration(
  folder: ClusterFolder,
  { podCidr, serviceCidr, karmada = false }: KwokSpec,
  ports: Ports,
  { paths }: Toolchain,
): object {
  // Only what kwokctl sets by itself can be overridden, and only what it does not can be added.
  const patch = (name: string, flags: Record<string, string | undefined>, override = true) => ({
    name,
    extraArgs: Object.entries(flags)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ({ key, value, override })),
  });
  return {
    kind: "KwokctlConfiguration",
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    options: {
      runtime: "binary",
      // kwokctl listens on every address unless told otherwise.
      bindAddress: "127.0.0.1",
      securePort: true,
      ...(karmada ? { disable: RUNNERS } : {}),
      quietPull: true,
      // Fixed ports: with automatic ones a stopped cluster's port may belong to another when it starts again.
      ...ports,
      etcdBinary: paths.etcd,
      kubeApiserverBinary: paths["kube-apiserver"],
      kubeControllerManagerBinary: paths["kube-controller-manager"],
      kubeSchedulerBinary: paths["kube-scheduler"],
      kubectlBinary: paths.kubectl,
      kwokControllerBinary: paths.kwok,
    },
    componentsPatches: [
      patch("kube-apiserver", { "service-cluster-ip-range": serviceCidr }),
      ...(karmada
        ? [
            patch("kube-apiserver", aggregationLayer(folder), false),
            patch("kube-controller-manager", { controllers: TEMPLATE_CONTROLLERS }, false),
          ]
        : [patch("kwok-controller", { cidr: podCidr })]),
    ],
  };
}

/** What keeps an API server in order, without those that make pods of workloads. */
const TEMPLATE_CONTROLLERS = [
  "namespace",
  "garbagecollector",
  "serviceaccount",
  "serviceaccount-token",
  "root-ca-cert-publisher",
  "ttl-after-finished",
  "clusterrole-aggregation",
].join(",");

/**
 * Without these flags the API server hands its clients on to no other (kubernetes.io, "Configure the Aggregation
 * Layer"). It presents itself with the certificate that kwokctl has made for the administrator, and already passes as
 * proxy-client-cert-file: whoever holds that may do everything anyway, and no other name is believed.
 */
function aggregationLayer({ path: folder }: ClusterFolder): Record<string, string> {
  return {
    "requestheader-client-ca-file": path.join(folder, "pki", "ca.crt"),
    "requestheader-allowed-names": ADMINISTRATOR,
    "requestheader-username-headers": "X-Remote-User",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
  };
}

/** Common name of the certificate (kwok 0.8, pkg/kwokctl/pki). */
const ADMINISTRATOR = "kwok-admin";

/** The folder links to programs in the tool cache, which may have moved since. */
async function linkPrograms(folder: ClusterFolder, spec: KwokSpec, { paths }: Toolchain): Promise<void> {
  for (const component of componentsOf(spec)) {
    const link = path.join(folder.path, "bin", component);
    await rm(link, { force: true });
    await symlink(paths[COMPONENTS[component]], link);
  }
}

/** kwokctl takes any process with a remembered id for its own; after a restart of the machine that is a stranger. */
async function forgetStalePids(folder: ClusterFolder): Promise<void> {
  const alive = new Set((await processesOf(folder.path)).map(({ pid }) => pid));
  const pids = path.join(folder.path, "pids");
  for (const file of await readdir(pids)) {
    const pid = Number(await readFile(path.join(pids, file), "utf8"));
    if (!alive.has(pid)) await rm(path.join(pids, file));
  }
}

async function kwokctl(folder: ClusterFolder, { paths }: Toolchain, args: string[]): Promise<void> {
  const { PATH, HOME } = process.env;
  try {
    await run(paths.kwokctl, [...args, "--name", folder.name], {
      // Nothing else of the surroundings: kwokctl would edit the kubeconfig that KUBECONFIG names.
      env: { PATH, HOME, KWOK_WORKDIR: folder.workdir, KUBECONFIG: folder.scratchKubeconfig },
      timeout: (START_SECONDS + 30) * 1000,
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(
      `kwokctl ${args.slice(0, 2).join(" ")} failed for cluster "${folder.name}":\n${(stderr ?? String(error)).trim()}\n` +
        `Logs of its processes are in ${path.join(folder.path, "logs")}.`,
    );
  }
}
