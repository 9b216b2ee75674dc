/** What a call on a kind of resource asks of whoever makes it, in the project of the resource. */
export interface Permissions {
  readonly create: readonly string[];
  readonly read: readonly string[];
  /** What is never changed in place has none. */
  readonly update?: readonly string[];
  /** What the program never deletes has none. */
  readonly delete?: readonly string[];
}

const REGIONAL = "compute.regionOperations.get";
const GLOBAL = "compute.globalOperations.get";

/** A network is changed by whatever is put into it. */
const INTO_NETWORK = ["compute.networks.get", "compute.networks.updatePolicy"];

/** The calls behind a right of one member: the policy is read, and written with the member in it or not. */
function inPolicyOf(kind: string, ...more: readonly string[]): Permissions {
  const read = [`${kind}.getIamPolicy`, ...more];
  const write = [...read, `${kind}.setIamPolicy`];
  return { create: write, read, delete: write };
}

/**
 * By type. From Google's reference of permissions (cloud.google.com/iam/docs/permissions-reference), the pages on access
 * control of the APIs, and the calls of the provider behind the SDK (hashicorp/terraform-provider-google-beta,
 * google-beta/services), by knowledge of them in November 2026: no account was there to try them in.
 */
export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": inPolicyOf("artifactregistry.repositories"),
  "gcp:compute/firewall:Firewall": {
    create: ["compute.firewalls.create", ...INTO_NETWORK, GLOBAL],
    read: ["compute.firewalls.get"],
    update: ["compute.firewalls.update", ...INTO_NETWORK, GLOBAL],
    delete: ["compute.firewalls.delete", ...INTO_NETWORK, GLOBAL],
  },
  "gcp:compute/network:Network": {
    create: ["compute.networks.create", GLOBAL],
    read: ["compute.networks.get"],
    update: ["compute.networks.update", GLOBAL],
    delete: ["compute.networks.delete", GLOBAL],
  },
  "gcp:compute/router:Router": {
    create: ["compute.routers.create", ...INTO_NETWORK, REGIONAL],
    read: ["compute.routers.get"],
    update: ["compute.routers.update", REGIONAL],
    delete: ["compute.routers.delete", ...INTO_NETWORK, REGIONAL],
  },
  // A part of its router.
  "gcp:compute/routerNat:RouterNat": {
    create: ["compute.routers.get", "compute.routers.update", REGIONAL],
    read: ["compute.routers.get"],
    update: ["compute.routers.get", "compute.routers.update", REGIONAL],
    delete: ["compute.routers.get", "compute.routers.update", REGIONAL],
  },
  "gcp:compute/subnetwork:Subnetwork": {
    create: ["compute.subnetworks.create", ...INTO_NETWORK, REGIONAL],
    read: ["compute.subnetworks.get"],
    update: ["compute.subnetworks.update", "compute.subnetworks.setPrivateIpGoogleAccess", REGIONAL],
    delete: ["compute.subnetworks.delete", ...INTO_NETWORK, REGIONAL],
  },
  "gcp:container/cluster:Cluster": {
    create: ["container.clusters.create", "container.operations.get", "iam.serviceAccounts.actAs"],
    read: ["container.clusters.get"],
    update: ["container.clusters.update", "container.operations.get", "iam.serviceAccounts.actAs"],
    delete: ["container.clusters.delete", "container.operations.get"],
  },
  // To GKE it is a change of the cluster.
  "gcp:container/nodePool:NodePool": {
    create: ["container.clusters.update", "container.operations.get", "iam.serviceAccounts.actAs"],
    read: ["container.clusters.get", "compute.instanceGroupManagers.get"],
    update: ["container.clusters.update", "container.operations.get", "iam.serviceAccounts.actAs"],
    delete: ["container.clusters.update", "container.operations.get"],
  },
  "gcp:dns/dnsManagedZoneIamMember:DnsManagedZoneIamMember": inPolicyOf(
    "dns.managedZones",
    "dns.managedZones.get",
  ),
  "gcp:gkebackup/backupPlan:BackupPlan": {
    create: ["gkebackup.backupPlans.create", "gkebackup.operations.get"],
    read: ["gkebackup.backupPlans.get"],
    update: ["gkebackup.backupPlans.update", "gkebackup.operations.get"],
  },
  "gcp:gkehub/feature:Feature": {
    create: ["gkehub.features.create", "gkehub.operations.get"],
    read: ["gkehub.features.get"],
    update: ["gkehub.features.update", "gkehub.operations.get"],
    delete: ["gkehub.features.delete", "gkehub.operations.get"],
  },
  "gcp:gkehub/membership:Membership": {
    create: ["gkehub.memberships.create", "gkehub.operations.get", "container.clusters.get"],
    read: ["gkehub.memberships.get"],
    update: ["gkehub.memberships.update", "gkehub.operations.get"],
    delete: ["gkehub.memberships.delete", "gkehub.operations.get"],
  },
  "gcp:kms/cryptoKey:CryptoKey": {
    create: ["cloudkms.cryptoKeys.create"],
    read: ["cloudkms.cryptoKeys.get"],
    update: ["cloudkms.cryptoKeys.update"],
  },
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": inPolicyOf("cloudkms.cryptoKeys"),
  "gcp:kms/keyRing:KeyRing": {
    create: ["cloudkms.keyRings.create"],
    read: ["cloudkms.keyRings.get"],
  },
  "gcp:projects/iAMMember:IAMMember": inPolicyOf("resourcemanager.projects"),
  "gcp:serviceaccount/account:Account": {
    create: ["iam.serviceAccounts.create", "iam.serviceAccounts.get"],
    read: ["iam.serviceAccounts.get"],
    update: ["iam.serviceAccounts.update"],
    delete: ["iam.serviceAccounts.delete"],
  },
  "gcp:serviceaccount/iAMMember:IAMMember": inPolicyOf("iam.serviceAccounts"),
  // Before it deletes a bucket the provider looks whether there is anything in it.
  "gcp:storage/bucket:Bucket": {
    create: ["storage.buckets.create", "storage.buckets.get"],
    read: ["storage.buckets.get"],
    update: ["storage.buckets.update", "storage.buckets.get"],
    delete: ["storage.buckets.delete", "storage.objects.list"],
  },
  "gcp:storage/bucketIAMMember:BucketIAMMember": inPolicyOf("storage.buckets"),
};

/** The same of the questions that the program asks, by token. */
export const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  "gcp:kms/getCryptoKeys:getCryptoKeys": ["cloudkms.cryptoKeys.list"],
  "gcp:kms/getKeyRings:getKeyRings": ["cloudkms.keyRings.list"],
  "gcp:organizations/getProject:getProject": ["resourcemanager.projects.get"],
  "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": ["resourcemanager.projects.get"],
};

/**
 * Given by a role of its own, with a condition on what it is used for: whoever may write the policy of a project may
 * give themselves everything in it.
 */
export const PROJECT_POLICY = {
  permission: "resourcemanager.projects.setIamPolicy",
  role: "roles/resourcemanager.projectIamAdmin",
} as const;

/**
 * Rights inside of clusters, hundreds of them, that the program needs to put a platform into them and to give rights
 * there (cloud.google.com/kubernetes-engine/docs/how-to/iam).
 */
export const IN_CLUSTERS = "roles/container.admin";
