import { loadFleet } from "../../fleet/declaration/load.ts";
import { environmentOf } from "../../fleet/fleet.ts";
import { PROJECT_ROOT } from "../engine/project.ts";
import { initialise, rotateRoot } from "../trust/issue.ts";
import { storeOf } from "../trust/simulated.ts";

export interface TrustInitOptions {
  readonly environment: string;
  readonly folder?: string;
  readonly rotate?: boolean;
  readonly json?: boolean;
}

/** `fleet trust init <environment>`: makes the root of an environment's mesh, or takes a step in exchanging it. */
export function run(options: TrustInitOptions, root = PROJECT_ROOT): Promise<void> {
  const { environment: name, folder, rotate = false, json = false } = options;
  const environment = environmentOf(loadFleet(root), name);
  const store = storeOf(root, name, folder);
  const done = rotate
    ? `${rotateRoot(store, environment, new Date())}\nNow: npx fleet trust issue --all --renew -e ${name}, then npx fleet up -e ${name}`
    : (initialise(store, environment, new Date()),
      `The root is in ${store.folder}/root. Its key belongs offline.\nNow: npx fleet trust issue --all -e ${name}`);
  console.log(json ? JSON.stringify({ folder: store.folder }) : done);
  return Promise.resolve();
}
