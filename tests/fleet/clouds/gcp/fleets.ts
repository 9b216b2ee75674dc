import path from "node:path";
import { stringify } from "yaml";
import { isGke, type GkeCluster } from "../../../../fleet/clouds/gcp/names.ts";
import { readDeclaration } from "../../../../fleet/declaration/load.ts";
import { resolveFleet, type Environment } from "../../../../fleet/fleet.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");

/** A pool that every Standard cluster of these tests has. */
export const POOL = { general: { machineType: "e2-standard-4" } };

/** A declaration with one cluster of GKE, `fra` in europe-west3, and what its entry says besides the provisioner. */
export function declarationOf(
  provisioner: object,
  cluster: object = {},
  region: object = {},
  environment: object = {},
): object {
  const entry = { provisioner: { kind: "gke", project: "acme-prod-1234", ...provisioner }, ...cluster };
  const regions = { "europe-west3": { country: "DE", ...region, clusters: { fra: entry } } };
  return { name: "acme", environments: { prod: { hub: "fra", ...environment, regions } } };
}

/** The same, checked and resolved. */
export function gkeFleet(
  provisioner: object = { nodePools: POOL },
  cluster: object = {},
  region: object = {},
): { cluster: GkeCluster; environment: Environment } {
  return resolved(declarationOf(provisioner, cluster, region));
}

/** The cluster `fra` of a declaration. */
export function resolved(declaration: object): { cluster: GkeCluster; environment: Environment } {
  const { environments } = resolveFleet(readDeclaration(stringify(declaration), ROOT));
  const [environment] = environments;
  const cluster = environment?.clusters.find(({ name }) => name === "fra");
  if (environment === undefined || cluster === undefined || !isGke(cluster))
    throw new Error("The declaration of this test has no cluster of GKE that is called fra.");
  return { cluster, environment };
}
