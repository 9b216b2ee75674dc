import path from "node:path";
import type { Environment, Fleet } from "../../fleet/fleet.ts";
import { TRUST_FOLDER } from "../../fleet/trust/folder.ts";
import { makeRoot } from "./authority.ts";
import { issueTo, meshOf } from "./issue.ts";
import { TrustStore } from "./store.ts";

/** The folder in which the trust of an environment is kept, unless another one is named. */
export function storeOf(root: string, environment: string, folder?: string): TrustStore {
  return new TrustStore(path.join(path.resolve(root, folder ?? TRUST_FOLDER), environment));
}

/**
 * Makes the trust of environments in which nothing runs, as far as it is missing: there is nothing that it could
 * protect. Everywhere else whoever holds the root makes it.
 */
export function ensureSimulatedTrust(
  { root, fleet }: { readonly root: string; readonly fleet: Fleet },
  only?: string,
): void {
  const now = new Date();
  for (const environment of fleet.environments) {
    if ((only !== undefined && only !== environment.name) || !isSimulatedMesh(environment)) continue;
    const store = storeOf(root, environment.name);
    const missing = environment.clusters.filter(({ name }) => store.material(name) === undefined);
    if (missing.length === 0) continue;
    if (store.roots() === undefined) store.createRoot(makeRoot(environment.fleet, meshOf(environment), now));
    issueTo(store, environment, missing, { now, renew: false });
  }
}

function isSimulatedMesh({ mesh, clusters }: Environment): boolean {
  return mesh !== undefined && clusters.every(({ simulated }) => simulated);
}
