import { stringify } from "yaml";

const NETWORK = "projects/acme-net-1234/global/networks/shared";

const member = (region: string, more: object = {}) => ({
  provisioner: {
    kind: "gke",
    project: "acme-prod-1234",
    autopilot: true,
    fleet: {},
    use: {
      network: {
        network: NETWORK,
        subnetwork: `projects/acme-net-1234/regions/${region}/subnetworks/nodes`,
        pods: "pods",
        services: "services",
      },
    },
    ...more,
  },
});

export interface SharedFleet {
  readonly entries?: Readonly<Record<string, object>>;
  /** In place of what the provisioner of the second member says. */
  readonly second?: object;
  readonly environment?: object;
  readonly residency?: object;
  readonly exports?: readonly string[];
}

/** A gateway in front of the workload `shop`. */
export const GATEWAY = { kind: "gateway", workload: "shop", service: "shop", port: 80 };

/** Two clusters of GKE that share services: `fra`, the hub, and `ghent`. Each carries the workload `shop`. */
export function sharedFleet({
  entries = {},
  second,
  environment,
  residency,
  exports,
}: SharedFleet = {}): string {
  return stringify(
    {
      name: "acme",
      ...(residency === undefined ? {} : { residency }),
      environments: {
        prod: {
          hub: "fra",
          multiCluster: { kind: "gke", entries },
          regions: {
            "europe-west3": { country: "DE", clusters: { fra: member("europe-west3") } },
            "europe-west1": { country: "BE", clusters: { ghent: member("europe-west1", second) } },
          },
          ...environment,
        },
      },
      workloads: { shop: { environments: ["prod"], manifests: "shop.yaml", exports: exports ?? ["shop"] } },
    },
    { lineWidth: 0 },
  );
}
