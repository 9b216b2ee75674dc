import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import path from "node:path";
import type { ControlPlaneName } from "../tools/catalogue.ts";
import { ROOT, runTests, type Counts } from "./mocha.ts";

/** What can be proved on real API servers: a folder of tests each, in tests/bed. */
export const AREAS = [
  ...new Set(globSync("*/**/*.spec.ts", { cwd: path.join(ROOT, "tests/bed") }).map(areaOf)),
].sort();

function areaOf(spec: string): string {
  return spec.split(path.sep)[0]!;
}

/** The control planes that the proofs of an area run beside simulated clusters. */
const CONTROL_PLANES: Readonly<Record<string, readonly ControlPlaneName[]>> = {
  links: ["argocd", "istiod", "velero-server", "external-dns"],
  recovery: ["velero-server", "velero-plugin-s3", "versitygw"],
  workloads: [
    "argocd",
    "kustomize",
    "external-dns",
    "kubefed",
    "kubefed-planner",
    "karmada-aggregated-apiserver",
    "karmada-controller-manager",
    "karmada-scheduler",
    "karmada-webhook",
  ],
  clouds: ["cluster-api-core", "cluster-api-bootstrap", "cluster-api-control-plane", "cluster-api-in-memory"],
};

/** Runs the proofs of one area. */
export function proveArea(area: string): Promise<Counts> {
  if (!existsSync(path.join(ROOT, "tests/bed", area))) {
    console.error(`There is no area "${area}"; there are: ${AREAS.join(", ")}.`);
    process.exit(2);
  }
  return runTests(`tests/bed/${area}/**/*.spec.ts`);
}

/** Finds, downloads or builds what the proofs of these areas run on; shows how far it is. */
export function prepareTools(areas: readonly string[]): void {
  const controlPlanes = new Set(areas.flatMap((area) => CONTROL_PLANES[area] ?? []));
  run("tools/api-charts/install.ts");
  run("tools/install.ts", ...controlPlanes);
}

function run(script: string, ...args: string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
