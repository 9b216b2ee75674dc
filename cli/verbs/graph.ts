import { writeFile } from "node:fs/promises";
import path from "node:path";
import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf } from "../../fleet/fleet.ts";
import { PROJECT_ROOT } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { drawFleet, type Drawing } from "../graph/drawing.ts";
import { plannedReplicas } from "../status/planned.ts";

export interface GraphOptions {
  readonly environment?: string;
  readonly output: string;
  readonly json?: boolean;
}

/** How to write a drawing, by the ending of the file. */
const NOTATIONS: Readonly<Record<string, (drawing: Drawing) => Promise<string>>> = {
  ".svg": async (drawing) => {
    const [{ toDot }, { renderSvg }] = await Promise.all([
      import("../graph/dot.ts"),
      import("../graph/svg.ts"),
    ]);
    return renderSvg(toDot(drawing));
  },
  ".dot": async (drawing) => (await import("../graph/dot.ts")).toDot(drawing),
  ".mmd": async (drawing) => (await import("../graph/mermaid.ts")).toMermaid(drawing),
};

/** `fleet graph`: a picture of the declaration. The same declaration gives the same file; no cluster is asked. */
export async function run(
  { environment, output, json = false }: GraphOptions,
  root = PROJECT_ROOT,
): Promise<void> {
  const write = NOTATIONS[path.extname(output)];
  if (write === undefined) {
    const endings = Object.keys(NOTATIONS).join(", ");
    throw new UsageError(`Cannot draw ${output}: its ending has to be one of ${endings}.`);
  }
  const file = path.resolve(output);
  await writeFile(file, await write(drawDeclaration(root, environment)));
  console.log(json ? JSON.stringify({ file }) : `Drawn: ${path.relative(process.cwd(), file)}`);
}

/** The drawing of a project's declaration, of one environment if named. */
export function drawDeclaration(root: string, environmentName?: string): Drawing {
  const fleet = loadFleet(root);
  const { environments } = fleet;
  const chosen = environmentName === undefined ? environments : [environmentOf(fleet, environmentName)];
  const plans = new Map(chosen.map((environment) => [environment.name, plannedReplicas(environment, root)]));
  return drawFleet(fleet, chosen, plans);
}
