import Table from "cli-table3";
import { openProject } from "../engine/project.ts";
import { copiedStacks, copiesOf, type StateCopy } from "../state/copies.ts";

export interface StateListOptions {
  readonly stack?: string;
  readonly json?: boolean;
}

/** `fleet state list`: the copies of states that there are, the newest first. */
export async function run({ stack, json = false }: StateListOptions): Promise<void> {
  const project = await openProject();
  const stacks = stack === undefined ? await copiedStacks(project) : [stack];
  const copies = (await Promise.all(stacks.map((each) => copiesOf(project, each)))).flat();
  if (json) console.log(JSON.stringify({ copies }, undefined, 2));
  else console.log(copies.length === 0 ? "There are no copies: fleet up takes them." : formatCopies(copies));
}

function formatCopies(copies: readonly StateCopy[]): string {
  const table = new Table({
    head: ["stack", "taken", "resources"],
    style: { head: [], border: [], compact: true },
  });
  table.push(...copies.map(({ stack, taken, resources }) => [stack, taken, String(resources)]));
  return table.toString();
}
