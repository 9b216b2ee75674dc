import type { ProvisionerKind } from "../../fleet/declaration/provisioners/provisioners.ts";
import type { Provision, ProvisionerContext } from "./provision.ts";

/** What the module of a provisioner exports: the clusters of one stack share what it keeps, such as a cloud's provider. */
interface ProvisionerModule {
  provisioner(context: ProvisionerContext): Provision | Promise<Provision>;
}

/** Loaded only where a cluster asks for it: the SDK of a cloud is seconds and hundreds of megabytes. */
const MODULES: Readonly<Record<ProvisionerKind, () => Promise<ProvisionerModule>>> = {
  kwok: () => import("./kwok/provision.ts"),
  existing: () => import("./existing.ts"),
  eks: () => import("./eks/provision.ts"),
  gke: () => import("./gke/provision.ts"),
  "cluster-api": () => import("./cluster-api/provision.ts"),
};

/** By kind, how the clusters of a stack come to be. */
export type Provisioners = ReadonlyMap<ProvisionerKind, Provision>;

/** The provisioners that the clusters of a region need, and no others. */
export async function loadProvisioners(context: ProvisionerContext): Promise<Provisioners> {
  const kinds = new Set(context.region.clusters.map(({ provisioner }) => provisioner.kind));
  const loaded = [...kinds].map(async (kind): Promise<[ProvisionerKind, Provision]> => {
    const module = await MODULES[kind]();
    return [kind, await module.provisioner(context)];
  });
  return new Map(await Promise.all(loaded));
}
