import { stringify } from "yaml";
import { ACCOUNT } from "../../cloud/aws/names.ts";

/** Regions of AWS that a proof declares, each with one cluster of EKS. */
const REGIONS = {
  "eu-west-1": { country: "IE", cluster: "dublin" },
  "eu-central-1": { country: "DE", cluster: "frankfurt" },
} as const;

export type RegionName = keyof typeof REGIONS;

/** Name of the cluster in AWS. */
export function fullName(region: RegionName): string {
  return `acme-local-${REGIONS[region].cluster}`;
}

export interface EksFleetArgs {
  /** Kubernetes minor of all clusters. */
  readonly version?: string;
  /** Default: both. */
  readonly regions?: readonly RegionName[];
  /** Whether mesh, GitOps, backups and a workload are declared. Default: true. */
  readonly linked?: boolean;
}

const NODE_GROUPS = { general: { instanceTypes: ["m7i.large"], min: 2, max: 3 } };

/** A fleet on EKS: one cluster a region, mesh and GitOps between them, backups, a workload divided over both. */
export function eksFleet({ version = "1.34", regions = all(), linked = true }: EksFleetArgs = {}): string {
  const declared = regions.map((region) => {
    const { country, cluster } = REGIONS[region];
    const provisioner = {
      kind: "eks",
      account: ACCOUNT,
      deployer: `arn:aws:iam::${ACCOUNT}:role/fleet-deployer`,
      nodeGroups: NODE_GROUPS,
      deletionProtection: false,
    };
    return [
      region,
      { country, clusters: { [cluster]: { version, network: `net-${region}`, provisioner } } },
    ] as const;
  });
  const locations = Object.fromEntries(
    regions.map((region) => [region, { bucket: `acme-local-${region}-backups`, create: true }]),
  );
  const platform = {
    mesh: { kind: "istio", meshId: "acme-local", trustDomain: "local.acme" },
    gitops: { kind: "argocd", repo: "https://git.example/apps", namespaces: ["storefront"] },
    backup: { every: "6h", keep: "30d", locations },
    // The API servers are real, the nodes are not.
    install: "api",
  };
  return stringify({
    name: "acme",
    environments: {
      local: { hub: "dublin", ...(linked ? platform : {}), regions: Object.fromEntries(declared) },
    },
    ...(linked ? { workloads: STOREFRONT } : {}),
  });
}

const STOREFRONT = {
  storefront: {
    environments: ["local"],
    manifests: "examples/storefront",
    placement: { clusters: "all" },
    division: { replicas: 9, by: "weight", weights: { dublin: 2, frankfurt: 1 } },
  },
};

function all(): RegionName[] {
  return Object.keys(REGIONS) as RegionName[];
}
