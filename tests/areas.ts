import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { ROOT, runTests, type Counts } from "./mocha.ts";

/** What can be proved on real API servers: a folder of tests each, in tests/bed. */
export const AREAS = readdirSync(path.join(ROOT, "tests/bed"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Runs the proofs of one area. */
export function proveArea(area: string): Promise<Counts> {
  if (!existsSync(path.join(ROOT, "tests/bed", area))) {
    console.error(`There is no area "${area}"; there are: ${AREAS.join(", ")}.`);
    process.exit(2);
  }
  return runTests(`tests/bed/${area}/**/*.spec.ts`);
}

/** Finds, downloads or builds what the proofs run on; shows how far it is. */
export function prepareTools(): void {
  for (const script of ["tools/api-charts/install.ts", "tools/install.ts"]) {
    const { status } = spawnSync(process.execPath, [script], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
}
