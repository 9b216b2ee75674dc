import * as aws from "../../sdk/aws.ts";
import * as pulumi from "../../sdk/pulumi.ts";
import { planBackupStore } from "../../../fleet/clouds/aws/backup-store.ts";
import { planEks } from "../../../fleet/clouds/aws/eks.ts";
import { eksKubeconfig } from "../../../fleet/clouds/aws/kubeconfig.ts";
import { isEks, placeOf, type EksCluster as DeclaredEks } from "../../../fleet/clouds/aws/names.ts";
import type { ClusterFacts } from "../facts.ts";
import type { Provision, ProvisionerContext } from "../provision.ts";
import { BackupStore } from "./backup-store.ts";
import { EksCluster } from "./eks-cluster.ts";

/** Clusters of Amazon EKS: one provider of AWS for all of a stack, bound to the account and region that are declared. */
export function provisioner(context: ProvisionerContext): Provision {
  let shared: Shared | undefined;
  return ({ cluster, fullName, parent }) => {
    if (!isEks(cluster)) throw new TypeError(`Cluster "${cluster.name}" is not one of EKS.`);
    // With the first cluster: until then nothing of the stack may be made.
    shared ??= createShared(cluster, context);
    const { provider, stores } = shared;
    const args = { declared: cluster.provisioner, plan: planEks(cluster, context.environment) };
    const made = new EksCluster(cluster.name, args, { parent, provider });
    return { facts: factsOf(cluster, fullName, made, context), ready: [...made.ready, ...stores] };
  };
}

/** What the clusters of a stack have in common. */
interface Shared {
  readonly provider: aws.Provider;
  /** Where backups go, if the program makes it. */
  readonly stores: readonly BackupStore[];
}

function createShared(cluster: DeclaredEks, context: ProvisionerContext): Shared {
  const { environment, region } = context;
  const provider = createProvider(cluster, context);
  const plan = planBackupStore(environment, region);
  if (plan === undefined) return { provider, stores: [] };
  const tags = { "archipelago:fleet": environment.fleet, "archipelago:environment": environment.name };
  return { provider, stores: [new BackupStore(region.name, plan, tags, { provider })] };
}

function createProvider(cluster: DeclaredEks, { environment }: ProvisionerContext): aws.Provider {
  const { region, account } = placeOf(cluster, environment);
  const { profile } = cluster.provisioner;
  return new aws.Provider("aws", {
    region,
    // Credentials of any other account are refused before anything is done with them.
    allowedAccountIds: [account],
    ...(profile === undefined ? {} : { profile }),
  });
}

/** As the other provisioners give them. Nothing but the kubeconfig is secret, and nothing in that is. */
function factsOf(
  declared: DeclaredEks,
  fullName: string,
  { cluster }: EksCluster,
  { environment }: ProvisionerContext,
): ClusterFacts {
  const place = placeOf(declared, environment);
  const ca = cluster.certificateAuthority.apply(({ data }) => data ?? "");
  const kubeconfig = pulumi
    .all([cluster.endpoint, ca])
    .apply(([endpoint, bundle]) =>
      eksKubeconfig(place, { endpoint, ca: bundle }, declared.provisioner.profile),
    );
  return {
    kubeconfig,
    endpoint: cluster.endpoint,
    ca,
    // Known before the cluster is, and the same for its whole life: an identifier that is unknown in a preview would
    // replace all that is in the cluster.
    identifier: pulumi.output(fullName),
    version: cluster.version.apply((version) => `v${version}`),
  };
}
