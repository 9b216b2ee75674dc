import { stringify } from "yaml";

/** The back end, and the number, of the workload that the proof is about; and what else it carries. */
export interface KarmadaFleet {
  readonly backend?: "karmada" | "direct";
  readonly replicas?: number;
  /** With a workload that Karmada divides by what is free. */
  readonly burst?: boolean;
  readonly storefront?: boolean;
  /** State of the member iad. */
  readonly iad?: "active" | "tombstoned";
}

/** Two members, dub and iad, of which the second has twice the nodes, and the cluster kar with Karmada's API. */
export function karmadaFleet({
  backend = "karmada",
  replicas = 10,
  burst = false,
  storefront = true,
  iad = "active",
}: KarmadaFleet = {}): string {
  const member = (nodes: number, podCidr: string) => ({ provisioner: { kind: "kwok", nodes }, podCidr });
  const common = { environments: ["local"], namespace: "storefront", backend };
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: "dub",
        federation: { karmada: { controlPlane: "kar" } },
        regions: {
          "eu-west-1": {
            country: "IE",
            clusters: { dub: member(1, "10.10.0.0/16"), kar: { provisioner: { kind: "kwok" } } },
          },
          "us-east-1": { country: "US", clusters: { iad: { ...member(2, "10.20.0.0/16"), state: iad } } },
        },
      },
    },
    workloads: {
      ...(storefront
        ? {
            storefront: {
              ...common,
              manifests: "examples/storefront",
              division: { replicas, by: "weight", weights: { dub: 2 } },
              overrides: [
                {
                  clusters: { region: "us-east-1" },
                  image: { tag: "1.27-us" },
                  env: { CURRENCY: "USD" },
                  annotations: { "acme.example/market": "us" },
                },
              ].filter(() => iad === "active"),
            },
          }
        : {}),
      ...(burst
        ? {
            burst: {
              ...common,
              namespace: "burst",
              manifests: "burst.yaml",
              division: { replicas: 9, by: "available" },
            },
          }
        : {}),
    },
  });
}

/** What the workload `burst` consists of: pods that ask for what there is. */
export const BURST = stringify({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "burst" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "burst" } },
    template: {
      metadata: { labels: { app: "burst" } },
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "burst",
            image: "registry.example/burst:1",
            resources: { requests: { cpu: "1" } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    },
  },
});
