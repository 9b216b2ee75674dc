import type { ResourceState } from "../../engine/deployment.ts";
import type { CloudSearch, Found, Missed } from "./search.ts";

type Inputs = Readonly<Record<string, unknown>>;
type Id = (inputs: Inputs, project: string, region: string) => string;

const text = (inputs: Inputs, key: string) => String(inputs[key]);
const inProject =
  (kind: string): Id =>
  (inputs, project) =>
    `projects/${project}/${kind}/${text(inputs, "name")}`;
const inRegion =
  (kind: string, key = "name", where = "locations"): Id =>
  (inputs, project, region) =>
    `projects/${project}/${where}/${region}/${kind}/${text(inputs, key)}`;

/**
 * Ids by type: in Google Cloud they follow from the names (source: the section Import of each type in @pulumi/gcp 9.37).
 */
const IDS: Readonly<Record<string, Id>> = {
  "gcp:compute/network:Network": inProject("global/networks"),
  "gcp:compute/subnetwork:Subnetwork": inRegion("subnetworks", "name", "regions"),
  "gcp:compute/router:Router": inRegion("routers", "name", "regions"),
  "gcp:compute/routerNat:RouterNat": (inputs, project, region) =>
    `${project}/${region}/${text(inputs, "router")}/${text(inputs, "name")}`,
  "gcp:compute/firewall:Firewall": inProject("global/firewalls"),
  "gcp:container/cluster:Cluster": inRegion("clusters"),
  "gcp:container/nodePool:NodePool": (inputs) =>
    `${text(inputs, "cluster")}/nodePools/${text(inputs, "name")}`,
  "gcp:gkebackup/backupPlan:BackupPlan": inRegion("backupPlans"),
  "gcp:gkehub/membership:Membership": inRegion("memberships", "membershipId"),
  "gcp:gkehub/feature:Feature": inRegion("features"),
  "gcp:kms/keyRing:KeyRing": inRegion("keyRings"),
  "gcp:kms/cryptoKey:CryptoKey": (inputs) => `${text(inputs, "keyRing")}/cryptoKeys/${text(inputs, "name")}`,
  "gcp:serviceaccount/account:Account": (inputs, project) =>
    `projects/${project}/serviceAccounts/${text(inputs, "accountId")}@${project}.iam.gserviceaccount.com`,
  "gcp:storage/bucket:Bucket": (inputs) => text(inputs, "name"),
  "gcp:dns/managedZone:ManagedZone": inProject("managedZones"),
  "gcp:dns/recordSet:RecordSet": (inputs, project) =>
    `projects/${project}/managedZones/${text(inputs, "managedZone")}/rrsets/${text(inputs, "name")}/${text(inputs, "type")}`,
};

/** Rights of one member: given twice they are given once. */
const REPEATABLE = /:(\w*IAMMember|RepositoryIamMember|DnsManagedZoneIamMember)$/;

export function isKnownToGcp(type: string): boolean {
  return IDS[type] !== undefined || (type.startsWith("gcp:") && REPEATABLE.test(type));
}

/** Looks in Google Cloud by names alone; whether one is there the provider says. */
export class GcpSearch implements CloudSearch {
  find({ resource, region, provider }: Missed): Promise<Found> {
    const { type, inputs = {} } = resource;
    if (REPEATABLE.test(type)) return Promise.resolve({ kind: "absent" });
    const id = IDS[type];
    if (id === undefined)
      return Promise.resolve({
        kind: "unclear",
        reason: "how to look for one of its type is not known here",
      });
    const project = inputs.project ?? provider.project;
    if (typeof project !== "string")
      return Promise.resolve({ kind: "unclear", reason: "its project is not in the state" });
    return Promise.resolve({ kind: "candidate", id: id(inputs, project, region) });
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  /** Google gives a cluster its address and its version when it is there. */
  isReady({ type, outputs = {} }: ResourceState): boolean {
    return (
      type !== "gcp:container/cluster:Cluster" ||
      (isFilled(outputs.endpoint) && isFilled(outputs.masterVersion))
    );
  }

  /** By its labels; what can have none must agree in everything else that is told, but for links, which have several forms. */
  isOwn({ resource: { inputs = {} } }: Missed, { outputs = {} }: ResourceState): boolean {
    const wanted = (inputs.labels ?? inputs.resourceLabels) as Inputs | undefined;
    if (wanted !== undefined) {
      const present = (outputs.effectiveLabels ?? outputs.labels ?? outputs.resourceLabels ?? {}) as Inputs;
      return Object.entries(wanted).every(([key, value]) => present[key] === value);
    }
    return Object.entries(inputs).every(
      ([key, value]) => !isPlain(value) || !isPlain(outputs[key]) || outputs[key] === value,
    );
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === "boolean" ||
    typeof value === "number" ||
    (typeof value === "string" && !value.includes("/"))
  );
}
