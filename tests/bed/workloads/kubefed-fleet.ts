import { stringify } from "yaml";
import type { Bed } from "../bed.ts";

export const HUB = "eu-west-1";
export const MEMBER = "us-east-1";

interface Variant {
  /** Tag of the image of `web`. */
  readonly tag?: string;
  /** Workloads that are declared. @default all of them */
  readonly workloads?: readonly ("web" | "batch" | "shop" | "records")[];
  readonly backend?: "kubefed" | "direct";
  readonly rebalance?: boolean;
  /** Of the member that is not the hub. */
  readonly member?: { readonly cordoned?: boolean; readonly state?: "tombstoned" };
}

/** Two regions with a small cluster each, of which the first is the hub, and four workloads for KubeFed. */
export function kubefedFleet({
  tag = "1.0",
  workloads = ["web", "batch", "shop", "records"],
  backend = "kubefed",
  rebalance = false,
  member = {},
}: Variant = {}): string {
  const cluster = (name: string, network: string, cidr: string, facts = {}) => ({
    [name]: { provisioner: { kind: "kwok", nodes: 1 }, network, podCidr: cidr, ...facts },
  });
  const all = {
    web: {
      environments: ["local"],
      manifests: "./examples/web",
      placement: { clusters: "all" },
      overrides: [
        { clusters: "all", target: { kind: "Deployment" }, image: { tag } },
        ...(member.cordoned === true ? [] : ON_MEMBER),
      ],
      backend,
    },
    shop: {
      environments: ["local"],
      manifests: "./examples/shop",
      placement: { clusters: "all" },
      division: { replicas: 7, weights: { [HUB]: 2 } },
      backend: "kubefed",
    },
    records: {
      environments: ["local"],
      manifests: "./examples/records",
      residency: "eu-only",
      placement: { clusters: "all" },
      backend: "kubefed",
    },
    batch: {
      environments: ["local"],
      namespace: "shop",
      manifests: "./examples/batch",
      placement: { clusters: [MEMBER] },
      backend: "kubefed",
    },
  };
  return stringify({
    name: "acme",
    residency: { "eu-only": { data: ["EEA"] } },
    environments: {
      local: {
        hub: HUB,
        federation: { kubefed: { rebalance } },
        regions: {
          [HUB]: { country: "IE", clusters: cluster(HUB, "net-eu", "10.10.0.0/16") },
          [MEMBER]: { country: "US", clusters: cluster(MEMBER, "net-us", "10.20.0.0/16", member) },
        },
      },
    },
    workloads: Object.fromEntries(workloads.map((name) => [name, all[name]])),
  });
}

export function writeManifests(bed: Bed): void {
  bed.write("examples/web/web.yaml", WEB);
  bed.write("examples/shop/shop.yaml", deployment("shop", 1));
  bed.write("examples/records/records.yaml", deployment("records", 1));
  bed.write("examples/batch/batch.yaml", BATCH);
}

function deployment(name: string, replicas: number): string {
  return stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name, image: `example.org/${name}:1.0`, securityContext: RESTRICTED }],
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        },
      },
    },
  });
}

/** Refused while nothing is placed there. */
const ON_MEMBER = [
  { clusters: [MEMBER], target: { kind: "Deployment" }, replicas: 3, env: { WHERE: MEMBER } },
  { clusters: [MEMBER], target: { kind: "ConfigMap" }, annotations: { "example.org/where": MEMBER } },
];

const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

const WEB = [
  deployment("web", 2),
  stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
  }),
  stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "web", annotations: { "example.org/owner": "shop" } },
    data: { greeting: "hello" },
  }),
].join("---\n");

/** Of a kind that KubeFed has no federated kind for. */
const BATCH = stringify({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "batch" },
  spec: {
    schedule: "0 3 * * *",
    jobTemplate: {
      spec: {
        template: {
          spec: {
            restartPolicy: "Never",
            containers: [{ name: "batch", image: "example.org/batch:1.0", securityContext: RESTRICTED }],
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          },
        },
      },
    },
  },
});
