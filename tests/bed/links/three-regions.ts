import { stringify } from "yaml";

/** Regions that a proof declares, each with one cluster of the same name. */
const REGIONS = {
  "eu-west-1": { country: "IE", network: "net-eu", podCidr: "10.10.0.0/16" },
  "us-east-1": { country: "US", network: "net-us", podCidr: "10.20.0.0/16" },
  "ap-south-1": { country: "IN", network: "net-ap", podCidr: "10.30.0.0/16" },
} as const;

export type RegionName = keyof typeof REGIONS;

export interface ThreeRegionsArgs {
  readonly regions: readonly RegionName[];
  /** What a cluster declares besides, by name. */
  readonly clusters?: Partial<Record<RegionName, object>>;
}

/** A fleet whose clusters are linked by mesh and GitOps, and carry one workload. The hub is eu-west-1. */
export function linkedFleet({ regions, clusters = {} }: ThreeRegionsArgs): string {
  const declared = regions.map((name) => {
    const { country, network, podCidr } = REGIONS[name];
    const cluster = { provisioner: { kind: "kwok", nodes: 1 }, network, podCidr, ...clusters[name] };
    return [name, { country, clusters: { [name]: cluster } }] as const;
  });
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "eu-west-1",
        mesh: { kind: "istio", meshId: "acme-local", trustDomain: "local.acme" },
        gitops: {
          kind: "argocd",
          repo: ".",
          namespaces: ["notice"],
          applications: { notice: { path: "examples/apps/notice" } },
        },
        regions: Object.fromEntries(declared),
      },
    },
    workloads: {
      gateway: { environments: ["local"], manifests: "examples/gateway" },
    },
  });
}
