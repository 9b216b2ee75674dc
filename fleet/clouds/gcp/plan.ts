import type { Gke } from "../../declaration/provisioners/gke.ts";
import type { Environment } from "../../fleet.ts";
import { planBackup, type BackupPlanArgs } from "./backup.ts";
import { planCluster } from "./cluster.ts";
import { planIdentities, type IdentityPlan } from "./identities.ts";
import { planFeatures, type FeaturesPlan } from "./multi-cluster/features.ts";
import { planKey, type KeyPlan } from "./key.ts";
import { planMembership, type MembershipPlan } from "./membership.ts";
import { accountId, isGke, placeOf, type GkeCluster, type GkePlace } from "./names.ts";
import { planNetwork, POD_RANGE, SERVICE_RANGE, type MadeNetwork, type UsedNetwork } from "./network.ts";
import { IMAGE_ROLE, NODE_ROLE, planNodePools, type NodePoolPlan } from "./nodes.ts";
import { rangesOf } from "./ranges.ts";

/** Everything that is made for one cluster of GKE, and what it uses that is there. Plain data. */
export interface GkePlan {
  readonly place: GkePlace;
  readonly network: MadeNetwork | UsedNetwork;
  readonly nodeAccount: NodeAccount;
  readonly key: KeyPlan;
  readonly cluster: ReturnType<typeof planCluster>;
  /** None in Autopilot. */
  readonly nodePools: readonly NodePoolPlan[];
  readonly membership: MembershipPlan | undefined;
  /** Of the fleet of Google Cloud; only on a hub that shares services with others. */
  readonly features: FeaturesPlan | undefined;
  readonly backup: BackupPlanArgs | undefined;
  /** Of the systems that call Google. */
  readonly identities: readonly IdentityPlan[];
}

export type NodeAccount =
  | { readonly kind: "used"; readonly email: string }
  | {
      readonly kind: "made";
      readonly accountId: string;
      readonly displayName: string;
      /** Roles in the project. */
      readonly roles: readonly string[];
      /** Repositories that it pulls from. */
      readonly repositories: readonly Repository[];
    };

interface Repository {
  readonly project: string;
  readonly location: string;
  readonly repository: string;
  readonly role: string;
}

/** Decides everything about a cluster of GKE. */
export function planGke(cluster: GkeCluster, environment: Environment): GkePlan {
  const { provisioner: declared, version } = cluster;
  const place = placeOf(cluster, environment);
  const labels = {
    fleet: environment.fleet,
    environment: environment.name,
    cluster: cluster.name,
    "managed-by": "archipelago",
  };
  const network = planNetwork({
    declared,
    place,
    ranges: rangesFor(cluster),
    peers: declared.adopt ? [] : peersOf(cluster, environment),
  });
  const nodeAccount = planNodeAccount(declared, place);
  const key = planKey(declared, place, labels);
  const features = planFeatures(cluster.name, environment);
  const ties = [
    nodeAccount.kind === "used" ? nodeAccount.email : nodeAccount.accountId,
    key.kind === "used" ? key.name : key.kind,
  ];
  return {
    place,
    network,
    nodeAccount,
    key,
    cluster: planCluster({
      declared,
      place,
      version,
      resourceLabels: labels,
      ranges: network.kind === "made" ? { pods: POD_RANGE, services: SERVICE_RANGE } : network,
      gateways: features?.ingress !== undefined,
    }),
    nodePools: planNodePools(declared, place, labels, ties),
    membership: planMembership(declared, place, labels),
    features,
    backup: planBackup(declared, place, labels),
    identities: planIdentities(cluster, environment, place),
  };
}

/** Those of the cluster's block, but for what is declared by itself. */
function rangesFor({ networkCidr = "", podCidr = "", serviceCidr = "" }: GkeCluster) {
  const { nodes = "" } = rangesOf(networkCidr) ?? {};
  return { nodes, pods: podCidr, services: serviceCidr };
}

/** Pods of other clusters of GKE that are to reach this one's directly. */
function peersOf({ name, network }: GkeCluster, { clusters }: Environment): string[] {
  const others = clusters.filter((other) => other.name !== name && other.network === network);
  return others.filter(isGke).flatMap(({ podCidr }) => podCidr ?? []);
}

function planNodeAccount({ use, repositories }: Gke, place: GkePlace): NodeAccount {
  if (use.nodeServiceAccount !== undefined) return { kind: "used", email: use.nodeServiceAccount };
  return {
    kind: "made",
    accountId: accountId(place, "nodes"),
    displayName: `Nodes of ${place.name}`,
    roles: [NODE_ROLE],
    repositories: [...repositories].sort().map((full) => {
      const [, project = "", , location = "", , repository = ""] = full.split("/");
      return { project, location, repository, role: IMAGE_ROLE };
    }),
  };
}
