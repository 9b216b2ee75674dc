import { AREAS, prepareTools, proveArea } from "./areas.ts";
import { close } from "./mocha.ts";

/* `npm run prove <area>`: what an area promises, shown on real API servers through the real engine. */

const [area, ...options] = process.argv.slice(2);
if (area === undefined) {
  console.error(`Which area? There are: ${AREAS.join(", ")}.`);
  process.exit(2);
}
// Who runs several areas has seen to the tools of all of them.
if (!options.includes("--prepared")) prepareTools([area]);
close([await proveArea(area)]);
