import { AREAS, prepareTools } from "./areas.ts";
import { proveSideBySide } from "./lanes.ts";
import { close, runTests, type Counts } from "./mocha.ts";

/* `npm test`: everything. First what needs no tools, so that a mistake is seen at once; then the proofs, area by area. */

const counts: Counts[] = [await runTests("tests/**/*.spec.ts", ["tests/bed/**"])];
prepareTools(AREAS);
counts.push(...(await proveSideBySide(AREAS)));
close(counts);
