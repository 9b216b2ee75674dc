import Table from "cli-table3";
import { prepareTools } from "../areas.ts";
import { benchClouds } from "./clouds.ts";
import { benchFleet } from "./fleet.ts";
import { benchLinks } from "./links.ts";
import { benchModel } from "./model.ts";
import { benchPeers } from "./peers.ts";
import { benchRecovery } from "./recovery.ts";
import { benchResidency } from "./residency.ts";
import type { Row } from "./timing.ts";
import { benchWorkloads } from "./workloads.ts";

/* `npm run bench`: what things cost, as ratios within this run. `npm run bench recovery` measures only that. */

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  fleet: benchFleet,
  links: benchLinks,
  peers: benchPeers,
  residency: benchResidency,
  clouds: benchClouds,
  workloads: benchWorkloads,
  recovery: benchRecovery,
};
/** Those that run control planes, with what the tests of the area of that name run. */
const CONTROLLED = ["workloads", "recovery"];
/** It prints a table of its own. */
const MODEL = "model";

const names = [...Object.keys(BENCHES), MODEL];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}"; there are: ${names.join(", ")}.`);
  process.exit(2);
}
const chosen = asked.length === 0 ? names : asked;

prepareTools(CONTROLLED.filter((name) => chosen.includes(name)));
const table = new Table({ head: ["what", "figure", "goal"], style: { head: [], border: [] } });
for (const [name, bench] of Object.entries(BENCHES)) {
  if (!chosen.includes(name)) continue;
  for (const { what, figure, goal = "" } of await bench()) table.push([what, figure, goal]);
}
if (table.length > 0) console.log(table.toString());
if (chosen.includes(MODEL)) await benchModel();
