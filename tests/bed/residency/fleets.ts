import { stringify } from "yaml";

const cluster = (network: string, block: number, more: object = {}) => ({
  provisioner: { kind: "kwok", nodes: 1 },
  network,
  podCidr: `10.${block}.0.0/16`,
  ...more,
});

const PLATFORM = {
  mesh: { kind: "istio", meshId: "acme-local", trustDomain: "local.acme" },
  gitops: { kind: "argocd", repo: ".", namespaces: ["notice"] },
  backup: { every: "6h", keep: "30d" },
  dns: { zone: "fleet.test" },
};

const RESIDENCY = { "eu-only": { data: ["EEA"] } };

/** A workload whose data stays in Europe, in an environment that is in America as well. */
export const WORKLOAD_WITH_PROFILE = stringify({
  name: "acme",
  residency: RESIDENCY,
  environments: {
    local: {
      hub: "eu-west-1",
      ...PLATFORM,
      regions: {
        "eu-west-1": {
          country: "IE",
          clusters: { "eu-west-1": cluster("net-eu", 10, { gateway: ["198.51.100.7"] }) },
        },
        "us-east-1": {
          country: "US",
          clusters: { "us-east-1": cluster("net-us", 20, { gateway: ["198.51.100.8"] }) },
        },
      },
    },
  },
  workloads: {
    "patient-records": {
      environments: ["local"],
      manifests: "examples/patient-records",
      residency: "eu-only",
    },
    gateway: { environments: ["local"], manifests: "examples/gateway" },
  },
});

/** An environment that is in Europe altogether. */
export const ENVIRONMENT_WITH_PROFILE = stringify({
  name: "acme",
  residency: RESIDENCY,
  environments: {
    local: {
      hub: "dub",
      residency: "eu-only",
      ...PLATFORM,
      regions: {
        "eu-west-1": {
          country: "IE",
          clusters: { dub: cluster("net-eu", 10), cork: cluster("net-cork", 20) },
        },
      },
    },
  },
  workloads: { gateway: { environments: ["local"], manifests: "examples/gateway" } },
});
