import { loadFleet } from "../../fleet/declaration/load.ts";
import { printPublicKey } from "../../fleet/drills/signature.ts";
import { environmentOf } from "../../fleet/fleet.ts";
import { drillKeyOf, makeDrillKey } from "../drills/key.ts";
import { openProject, PROJECT_ROOT } from "../engine/project.ts";

export interface DrillKeyOptions {
  readonly environment: string;
  readonly new?: boolean;
  readonly json?: boolean;
}

/**
 * `fleet drill key <environment>`: the public half of the key that records are signed with. The key is made if there is
 * none; the private half stays in the config of the environment's stack, encrypted, and is never printed.
 */
export async function run(options: DrillKeyOptions, root = PROJECT_ROOT): Promise<void> {
  const { name, recovery } = environmentOf(loadFleet(root), options.environment);
  const project = await openProject(root);
  const known = options.new === true ? undefined : await drillKeyOf(project, name);
  const key = known ?? (await makeDrillKey(project, name));
  const publicKey = printPublicKey(key);
  const declared = recovery?.publicKey === publicKey;
  if (options.json === true) {
    const answer = { environment: name, publicKey, made: known === undefined, declared };
    console.log(JSON.stringify(answer, undefined, 2));
    return;
  }
  console.log(publicKey);
  if (!declared)
    console.error(`To have records known by it: environments.${name}.recovery.publicKey in fleet.yaml.`);
}
