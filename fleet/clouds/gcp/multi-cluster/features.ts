import type { Cluster, Environment } from "../../../fleet.ts";
import { workloadPool } from "../cluster.ts";
import { membershipName } from "../membership.ts";
import { configCluster, membersOf } from "./members.ts";

/** What is turned on in the fleet of Google Cloud, and who needs which rights for it. */
export interface FeaturesPlan {
  /** The fleet's host project. */
  readonly project: string;
  readonly location: "global";
  readonly services: { readonly name: "multiclusterservicediscovery" };
  /** Gateways as well as ingresses; only where there are any. */
  readonly ingress:
    | {
        readonly name: "multiclusteringress";
        readonly spec: { readonly multiclusteringress: { readonly configMembership: string } };
      }
    | undefined;
  /** In each project of a member: who looks up its networks, to make services of the other members known. */
  readonly importers: readonly { readonly project: string; readonly member: string; readonly role: string }[];
  /** Projects in which Google's agent keeps load balancers. */
  readonly balanced: readonly string[];
}

/** Source: cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services, "Enabling MCS". */
const IMPORTER = { account: "gke-mcs/gke-mcs-importer", role: "roles/compute.networkViewer" };

/** Source: cloud.google.com/kubernetes-engine/docs/how-to/enabling-multi-cluster-gateways, "Grant IAM permissions". */
export const BALANCER = { service: "gcp-sa-multiclusteringress", role: "roles/container.admin" };

/** Whether a cluster offers Services to the other members of a fleet of Google Cloud. */
export function sharesServices({ name }: Pick<Cluster, "name">, environment: Environment): boolean {
  return membersOf(environment).some(({ cluster }) => cluster.name === name);
}

/** What the passport of a cluster says that it has turned on for its peers. */
export function featuresOf(cluster: string, environment: Environment): string[] | undefined {
  const plan = planFeatures(cluster, environment);
  return plan && [plan.services.name, ...(plan.ingress === undefined ? [] : [plan.ingress.name])];
}

/**
 * Features of the fleet, which belong to the hub: they have to be there before anything is exported, and to go after all
 * of it. That is the order of regions: a hub's region is destroyed after the others.
 *
 * @returns `undefined` for every cluster but a hub that is a member.
 */
export function planFeatures(cluster: string, environment: Environment): FeaturesPlan | undefined {
  const config = configCluster(environment);
  const { multiCluster } = environment;
  if (config === undefined || multiCluster === undefined || cluster !== environment.hub) return undefined;
  const projects = [...new Set(membersOf(environment).map(({ place }) => place.project))].sort();
  const hasEntries = Object.keys(multiCluster.entries).length > 0;
  return {
    project: config.membership.project,
    location: "global",
    services: { name: "multiclusterservicediscovery" },
    ingress: hasEntries
      ? {
          name: "multiclusteringress",
          spec: { multiclusteringress: { configMembership: membershipName(config.membership) } },
        }
      : undefined,
    importers: projects.map((project) => ({
      project,
      member: `serviceAccount:${workloadPool(project)}[${IMPORTER.account}]`,
      role: IMPORTER.role,
    })),
    balanced: hasEntries ? projects : [],
  };
}
