import Table from "cli-table3";
import { prepareTools } from "../areas.ts";
import { benchFleet } from "./fleet.ts";
import { benchModel } from "./model.ts";

/* `npm run bench`: what things cost, as ratios within this run. */

prepareTools([]);
const table = new Table({ head: ["what", "figure", "goal"], style: { head: [], border: [] } });
for (const { what, figure, goal = "" } of await benchFleet()) table.push([what, figure, goal]);
console.log(table.toString());
await benchModel();
