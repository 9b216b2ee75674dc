import type { DrillRecord } from "../../fleet/drills/record.ts";
import type { Environment } from "../../fleet/fleet.ts";
import type { Project } from "../engine/project.ts";
import { drillKeyOf } from "./key.ts";
import { writeRecord } from "./record.ts";

/**
 * Writes the record of a drill where its environment keeps records, signed if the environment has a key.
 * @returns path of the record, from the folder of the project.
 */
export async function keepRecord(
  project: Project,
  { name, recovery }: Environment,
  record: DrillRecord,
): Promise<string> {
  const key = await drillKeyOf(project, name);
  return writeRecord(project.root, recovery?.records ?? "", record, key);
}
