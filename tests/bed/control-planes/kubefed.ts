import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { KUBEFED_NAMESPACE } from "../../../fleet/backends/kubefed/names.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed, Finished } from "../bed.ts";
import { lastingPorts, Program, RestartedProgram } from "./program.ts";

/**
 * The configuration that the program has installed, with shorter times: a leader that was killed is followed by another
 * after seconds, and a member is looked at every second. The leader needs seconds to spare: it ends where it could not
 * renew its lease in time, as on a machine that is busy with something else.
 */
const QUICK = {
  controllerDuration: { availableDelay: "1s", unavailableDelay: "1s", cacheSyncTimeout: "5m" },
  leaderElect: { leaseDuration: "12s", renewDeadline: "10s", retryPeriod: "1s", resourceLock: "configmaps" },
  clusterHealthCheck: { period: "1s", failureThreshold: 2, successThreshold: 1, timeout: "3s" },
};

async function kubefedProgram(): Promise<string> {
  const { toolchain } = await locateToolchain({ tools: ["kubefed"] });
  if (toolchain === undefined) throw new Error("KubeFed is missing: npm run tools -- kubefed");
  return toolchain.paths.kubefed;
}

/**
 * The real controller manager of KubeFed, as a process beside the hub, on which the program has put its types. It ends
 * when it is no longer the leader, and is started again, as its Deployment would.
 */
export async function startKubeFed(bed: Bed, hub: string): Promise<RestartedProgram> {
  const folder = path.join(bed.root, "kubefed");
  mkdirSync(folder, { recursive: true });
  const configuration = path.join(folder, "config.yaml");
  const text = await bed.kubectl(
    hub,
    "-n",
    KUBEFED_NAMESPACE,
    "get",
    "kubefedconfig",
    "kubefed",
    "-o",
    "json",
  );
  const installed = JSON.parse(text) as { spec: object };
  writeFileSync(configuration, stringify({ ...installed, spec: { ...installed.spec, ...QUICK } }));
  const [health, metrics] = await lastingPorts(2);
  const args = [
    ...["controller-manager", "--kubeconfig", await bed.kubeconfigOf(hub)],
    ...["--kubefed-namespace", KUBEFED_NAMESPACE, "--kubefed-config", configuration],
    ...["--healthz-addr", `127.0.0.1:${health}`, "--metrics-addr", `127.0.0.1:${metrics}`, "-v=2"],
  ];
  const program = await kubefedProgram();
  return new RestartedProgram((start) => {
    const log = path.join(folder, `controller-manager-${health}-${start}.log`);
    return new Program("kubefed", program, args, { env: process.env, log, cwd: folder });
  });
}

/** Runs the real kubefedctl, with contexts for all clusters of the bed. */
export async function kubefedctl(bed: Bed, ...args: string[]): Promise<Finished> {
  const env = { KUBECONFIG: path.join(bed.root, ".archipelago", "kubeconfig") };
  return bed.run(await kubefedProgram(), ["kubefedctl", ...args], env);
}

/** What KubeFed's scheduler asks its planner. */
export interface PlannerCase {
  /** Namespace and name of the object. */
  readonly key: string;
  /** Spec of the ReplicaSchedulingPreference. */
  readonly spec: unknown;
  /** Clusters that are ready. */
  readonly clusters: readonly string[];
  readonly current: Readonly<Record<string, number>>;
  readonly capacity: Readonly<Record<string, number>>;
}

export interface PlannerResult {
  readonly replicas: Readonly<Record<string, number>>;
  readonly overflow: Readonly<Record<string, number>>;
}

/** What the real planner of KubeFed makes of many cases. */
export async function planReplicas(cases: readonly PlannerCase[]): Promise<PlannerResult[]> {
  const { toolchain } = await locateToolchain({ tools: ["kubefed-planner"] });
  if (toolchain === undefined)
    throw new Error("KubeFed's planner is missing: npm run tools -- kubefed-planner");
  const input = JSON.stringify(cases);
  const { status, stdout, stderr } = spawnSync(toolchain.paths["kubefed-planner"], ["plan"], {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`The planner ended with ${String(status)}: ${stderr}`);
  return JSON.parse(stdout) as PlannerResult[];
}
