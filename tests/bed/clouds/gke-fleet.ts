import { stringify } from "yaml";
import { PROJECT } from "../../cloud/gcp/names.ts";

/** Stacks of the regions of {@link gkeFleet}. */
export const STACKS = ["local-europe-west3", "local-europe-west1"] as const;

/** Zone of Cloud DNS that external-dns is given, as somebody else has made it. */
export const ZONE = { name: "acme-example", project: PROJECT, dnsName: "acme.example." };

export const POOLS = { general: { machineType: "e2-standard-4", min: 2, max: 4 } };

export interface GkeFleetArgs {
  /** Kubernetes minor of all clusters. Default: 1.34. */
  readonly version?: string;
  /** Of the cluster `frankfurt`, besides or in place of what it has. */
  readonly frankfurt?: object;
  /** Of the cluster `ghent`. */
  readonly ghent?: object;
  /** The one region that is declared. Default: both. */
  readonly only?: "europe-west3" | "europe-west1";
  /** Whether backups, records and a workload are declared. Default: true. */
  readonly whole?: boolean;
}

/**
 * Two regions of Google Cloud: `frankfurt` is Standard, with a key of its own, a membership and a plan of Backup for GKE;
 * `ghent` is Autopilot with Google's key.
 */
export function gkeFleet({
  version = "1.34",
  frankfurt,
  ghent,
  only,
  whole = true,
}: GkeFleetArgs = {}): string {
  const common = { kind: "gke", project: PROJECT, deletionProtection: false };
  const standard = { nodePools: POOLS, fleet: {}, key: "made", backup: {} };
  const regions = {
    "europe-west3": {
      country: "DE",
      clusters: {
        frankfurt: {
          version,
          network: "net-frankfurt",
          provisioner: { ...common, ...standard, ...frankfurt },
        },
      },
    },
    "europe-west1": {
      country: "BE",
      clusters: {
        ghent: { version, network: "net-ghent", provisioner: { ...common, autopilot: true, ...ghent } },
      },
    },
  };
  // The API servers are real, the nodes are not.
  const declared = Object.entries(regions).filter(([region]) => only === undefined || region === only);
  const local = {
    hub: only === "europe-west1" ? "ghent" : "frankfurt",
    install: "api",
    regions: Object.fromEntries(declared),
    ...(whole ? callingGoogle(declared.map(([region]) => region)) : {}),
  };
  return stringify({
    name: "acme",
    environments: { local },
    ...(whole && only === undefined ? { workloads: WORKLOADS } : {}),
  });
}

/** Systems that call Google. */
function callingGoogle(regions: readonly string[]): object {
  const locations = regions.map((region) => [region, { bucket: `acme-local-${region}`, create: true }]);
  return {
    backup: { every: "6h", keep: "30d", locations: Object.fromEntries(locations) as object },
    dns: { zone: "acme.example", provider: "google", hosting: { project: PROJECT, zoneId: ZONE.name } },
  };
}

const WORKLOADS = {
  storefront: {
    environments: ["local"],
    manifests: "examples/storefront",
    division: { replicas: 6, by: "weight", weights: { frankfurt: 2, ghent: 1 } },
  },
};
