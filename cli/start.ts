import { spawnSync } from "node:child_process";
import path from "node:path";
import { locateApiCharts } from "../tools/api-charts/api-charts.ts";
import { locateToolchain } from "../tools/toolchain.ts";
import { PROJECT_ROOT } from "./engine/project.ts";

/*
 * `npm start`: from a fresh clone to a linked local fleet. Each step is one that can be typed by itself, and each
 * finds its work done if it is.
 */

const ENVIRONMENT = "local";

if ((await locateApiCharts()) === undefined) step("../tools/api-charts/install.ts");
const { missing } = await locateToolchain();
if (missing.length > 0) step("../tools/install.ts");
step("fleet.ts", "up", "--environment", ENVIRONMENT);
step("fleet.ts", "status", "--environment", ENVIRONMENT);
console.log(`
Try next:
  npx fleet graph                              draw the fleet (fleet.svg)
  npx fleet kubeconfig                         reach its clusters with kubectl
  npm stop                                     destroy it
`);

function step(script: string, ...args: string[]): void {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, script), ...args], {
    cwd: PROJECT_ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
