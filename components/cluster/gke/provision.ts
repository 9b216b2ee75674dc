import * as gcp from "../../sdk/gcp.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import { planBackupStore } from "../../../fleet/clouds/gcp/backup-store.ts";
import { gkeKubeconfig } from "../../../fleet/clouds/gcp/kubeconfig.ts";
import { madeKeysOf } from "../../../fleet/clouds/gcp/made-keys.ts";
import { isGke, placeOf, type GkeCluster as DeclaredGke } from "../../../fleet/clouds/gcp/names.ts";
import { planGke } from "../../../fleet/clouds/gcp/plan.ts";
import type { ClusterFacts } from "../facts.ts";
import type { Provision, ProvisionerContext } from "../provision.ts";
import { BackupStore } from "./backup-store.ts";
import { GkeCluster } from "./gke-cluster.ts";
import { findKept } from "./kept-keys.ts";
import type { KeptKeys } from "./key.ts";

/** Clusters of GKE: one provider of Google Cloud for all of a stack. Every resource names its own project all the same. */
export async function provisioner(context: ProvisionerContext): Promise<Provision> {
  const { environment, region } = context;
  const first = region.clusters.find(isGke);
  if (first === undefined) throw new TypeError(`Region "${region.name}" has no cluster of GKE.`);
  const { project, region: place } = placeOf(first, environment);
  const provider = new gcp.Provider("gcp", { project, region: place });
  const kept = await findKept(madeKeysOf(environment, region), provider);
  let shared: readonly BackupStore[] | undefined;
  return ({ cluster, fullName, parent }) => {
    if (!isGke(cluster)) throw new TypeError(`Cluster "${cluster.name}" is not one of GKE.`);
    // With the first cluster: until then nothing of the stack may be made.
    const stores = (shared ??= createStores(context, kept, provider));
    const args = { declared: cluster.provisioner, plan: planGke(cluster, environment), kept, stores };
    const made = new GkeCluster(cluster.name, args, { parent, provider });
    return { facts: factsOf(cluster, made, fullName), ready: [...made.ready, ...stores] };
  };
}

/** Where backups go, if the program makes it. */
function createStores(
  { environment, region }: ProvisionerContext,
  kept: KeptKeys,
  provider: gcp.Provider,
): readonly BackupStore[] {
  const plan = planBackupStore(environment, region);
  return plan === undefined ? [] : [new BackupStore(region.name, plan, kept, { provider })];
}

/** As the other provisioners give them. Nothing but the kubeconfig is secret, and nothing in that is. */
function factsOf({ provisioner }: DeclaredGke, { cluster }: GkeCluster, fullName: string): ClusterFacts {
  const ca = cluster.masterAuth.apply(({ clusterCaCertificate }) => clusterCaCertificate);
  const dnsName = cluster.controlPlaneEndpointsConfig.apply(({ dnsEndpointConfig }) =>
    provisioner.endpoint.dns ? dnsEndpointConfig.endpoint : undefined,
  );
  const kubeconfig = pulumi
    .all([cluster.endpoint, ca, dnsName])
    .apply(([endpoint, bundle, name]) =>
      gkeKubeconfig({ name: fullName, endpoint, ca: bundle, dnsName: name }),
    );
  return {
    kubeconfig,
    endpoint: pulumi.unsecret(cluster.endpoint.apply((address) => `https://${address}`)),
    ca: pulumi.unsecret(ca),
    // Known before the cluster is, and the same for its whole life: an identifier that is unknown in a preview would
    // replace all that is in the cluster.
    identifier: pulumi.output(fullName),
    version: cluster.masterVersion.apply((version) => `v${version}`),
  };
}
