import type { Environment } from "../../fleet.ts";
import { planBackupStore, type BackupStorePlan } from "./backup-store.ts";
import type { IdentityPlan } from "./identities.ts";
import type { KeyPlan } from "./key.ts";
import { BALANCER } from "./multi-cluster/features.ts";
import { isGke } from "./names.ts";
import { planGke, type GkePlan } from "./plan.ts";

/** A kind of resource that is made in a project, or a question that is asked there. */
export interface MadeResource {
  /** Type or token. */
  readonly type: string;
  readonly project: string;
  /** The role that it gives in the whole project. */
  readonly role?: string;
}

/** Everything that the regions of an environment make in Google Cloud and ask it, kind by kind. */
export function madeResourcesOf(environment: Environment): MadeResource[] {
  const plans = environment.clusters.filter(isGke).map((cluster) => {
    return { adopt: cluster.provisioner.adopt, plan: planGke(cluster, environment) };
  });
  const stores = environment.regions.flatMap((region) => planBackupStore(environment, region) ?? []);
  return [...plans.flatMap(({ adopt, plan }) => ofCluster(plan, adopt)), ...stores.flatMap(ofStore)];
}

const inProject = (project: string, ...types: readonly string[]): MadeResource[] =>
  types.map((type) => ({ type, project }));

const projectRole = (project: string, role: string): MadeResource => ({
  type: "gcp:projects/iAMMember:IAMMember",
  project,
  role,
});

function ofCluster(plan: GkePlan, adopt: boolean): MadeResource[] {
  const { project } = plan.place;
  const cluster = inProject(project, "gcp:container/cluster:Cluster");
  if (adopt) return cluster;
  return [
    ...cluster,
    ...(plan.nodePools.length === 0 ? [] : inProject(project, "gcp:container/nodePool:NodePool")),
    ...ofNetwork(plan),
    ...ofNodeAccount(plan),
    ...ofKey(plan.key),
    ...(plan.membership === undefined
      ? []
      : inProject(plan.membership.project, "gcp:gkehub/membership:Membership")),
    ...ofFeatures(plan),
    ...(plan.backup === undefined ? [] : inProject(project, "gcp:gkebackup/backupPlan:BackupPlan")),
    ...plan.identities.flatMap((identity) => ofIdentity(identity, project)),
  ];
}

function ofNetwork({ network, place: { project } }: GkePlan): MadeResource[] {
  if (network.kind === "used")
    return network.firewall === undefined
      ? []
      : inProject(network.firewall.project, "gcp:compute/firewall:Firewall");
  const nat = ["gcp:compute/router:Router", "gcp:compute/routerNat:RouterNat"];
  return inProject(
    project,
    "gcp:compute/network:Network",
    "gcp:compute/subnetwork:Subnetwork",
    ...(network.nat === undefined ? [] : nat),
  );
}

function ofNodeAccount({ nodeAccount, place: { project } }: GkePlan): MadeResource[] {
  if (nodeAccount.kind === "used") return [];
  return [
    ...inProject(project, "gcp:serviceaccount/account:Account"),
    ...nodeAccount.roles.map((role) => projectRole(project, role)),
    ...nodeAccount.repositories.flatMap((repository) =>
      inProject(repository.project, "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"),
    ),
  ];
}

function ofKey(key: KeyPlan | BackupStorePlan["key"]): MadeResource[] {
  if (key.kind !== "made") return [];
  return inProject(
    key.project,
    "gcp:kms/keyRing:KeyRing",
    "gcp:kms/cryptoKey:CryptoKey",
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
    "gcp:kms/getKeyRings:getKeyRings",
    "gcp:kms/getCryptoKeys:getCryptoKeys",
    "gcp:organizations/getProject:getProject",
  );
}

function ofFeatures({ features }: GkePlan): MadeResource[] {
  if (features === undefined) return [];
  const { project, importers, balanced } = features;
  return [
    ...inProject(project, "gcp:gkehub/feature:Feature", "gcp:organizations/getProject:getProject"),
    ...importers.map((importer) => projectRole(importer.project, importer.role)),
    ...balanced.map((each) => projectRole(each, BALANCER.role)),
  ];
}

/** A bucket that the declaration only names is taken to be in the project of the cluster. */
function ofIdentity({ buckets, projects, zones }: IdentityPlan, project: string): MadeResource[] {
  return [
    ...inProject(project, "gcp:serviceaccount/account:Account", "gcp:serviceaccount/iAMMember:IAMMember"),
    ...buckets.flatMap(() => inProject(project, "gcp:storage/bucketIAMMember:BucketIAMMember")),
    ...projects.map((right) => projectRole(right.project, right.role)),
    ...zones.flatMap((zone) =>
      inProject(zone.project, "gcp:dns/dnsManagedZoneIamMember:DnsManagedZoneIamMember"),
    ),
  ];
}

function ofStore({ bucket, key }: BackupStorePlan): MadeResource[] {
  const sealed =
    key.kind === "made"
      ? inProject(bucket.project, "gcp:storage/getProjectServiceAccount:getProjectServiceAccount")
      : [];
  return [...inProject(bucket.project, "gcp:storage/bucket:Bucket"), ...ofKey(key), ...sealed];
}
