import { stringify } from "yaml";

/** What an environment of the bench declares besides its regions. */
export const MESH = { kind: "istio", meshId: "acme-local", trustDomain: "local.acme" };
export const GITOPS = {
  kind: "argocd",
  repo: ".",
  namespaces: ["notice"],
  applications: { notice: { path: "examples/apps/notice" } },
};

/** Name of a region, and of the one cluster in it. The first is the hub. */
export function regionName(index: number): string {
  return `region-${String(index).padStart(3, "0")}`;
}

export function networkName(index: number): string {
  return `net-${String(index).padStart(3, "0")}`;
}

/** One for each region, none of them twice. */
export function podCidr(index: number): string {
  return `10.${index}.0.0/16`;
}

/** A fleet of so many regions with one cluster each, every one in a network of its own, with one workload on all. */
export function fleetOf(count: number, platform: object): string {
  const regions = Array.from({ length: count }, (_, index) => {
    const cluster = {
      provisioner: { kind: "kwok", nodes: 1 },
      network: networkName(index),
      podCidr: podCidr(index),
    };
    return [regionName(index), { country: "IE", clusters: { [regionName(index)]: cluster } }] as const;
  });
  return stringify({
    name: "acme",
    environments: { local: { hub: regionName(0), ...platform, regions: Object.fromEntries(regions) } },
    workloads: { gateway: { environments: ["local"], manifests: "examples/gateway" } },
  });
}

export function stackName(index: number): string {
  return `local-${regionName(index)}`;
}
