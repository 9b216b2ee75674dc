import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Whether a drill of the environment has been begun in this folder and has not come to its end: then it is at it that
 * the stacks are brought up, and what it is to prove cannot be asked of it. Nowhere else, in CI above all, is there such
 * a file.
 *
 * @param project The project's folder.
 */
export function isUnderWay(project: string, environment: string, drills: readonly string[]): boolean {
  return drills.some((drill) => {
    const file = path.join(project, ".archipelago/drills", environment, drill, "run.json");
    try {
      const { state } = JSON.parse(readFileSync(file, "utf8")) as { readonly state?: unknown };
      return state === "running" || state === "stopped";
    } catch {
      return false;
    }
  });
}
