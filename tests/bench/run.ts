import Table from "cli-table3";
import { prepareTools } from "../areas.ts";
import { benchClouds } from "./clouds.ts";
import { benchFleet } from "./fleet.ts";
import { benchLinks } from "./links.ts";
import { benchModel } from "./model.ts";
import { benchPeers } from "./peers.ts";
import { benchResidency } from "./residency.ts";
import { benchWorkloads } from "./workloads.ts";

/* `npm run bench`: what things cost, as ratios within this run. */

prepareTools(["workloads"]);
const table = new Table({ head: ["what", "figure", "goal"], style: { head: [], border: [] } });
for (const bench of [benchFleet, benchLinks, benchPeers, benchResidency, benchClouds, benchWorkloads]) {
  for (const { what, figure, goal = "" } of await bench()) table.push([what, figure, goal]);
}
console.log(table.toString());
await benchModel();
