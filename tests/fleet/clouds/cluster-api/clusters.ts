import { clusterApi } from "../../../../fleet/declaration/provisioners/cluster-api.ts";
import type { ClusterApiDeclaration } from "../../../../fleet/clouds/cluster-api/declared.ts";
import type { Cluster } from "../../../../fleet/fleet.ts";

export interface NamedCluster {
  readonly name: string;
  readonly cluster: Cluster;
  readonly declared: ClusterApiDeclaration;
}

/** A cluster of Cluster API as it is declared, in the words of fleet.yaml. */
export function clusterApiCluster(
  provisioner: object,
  facts: Partial<Cluster> = {},
): { cluster: Cluster; declared: ClusterApiDeclaration } {
  const declared = clusterApi.parse({ kind: "cluster-api", ...provisioner });
  const cluster: Cluster = {
    name: "dub",
    region: "eu-west-1",
    country: "IE",
    groups: ["EU"],
    network: "default",
    provisioner: declared,
    version: "1.35.4",
    networkCidr: undefined,
    podCidr: "10.10.0.0/16",
    serviceCidr: undefined,
    cordoned: false,
    traffic: "on",
    controlPlane: false,
    gateway: undefined,
    simulated: false,
    labels: {},
    ...facts,
  };
  return { cluster, declared };
}

/** One of each form. */
export function clusterApiClusters(): NamedCluster[] {
  const worker = { instanceType: "m7i.large" };
  const forms: Record<string, object> = {
    topology: {
      topology: {
        class: "standard",
        classNamespace: "classes",
        controlPlane: { replicas: 3 },
        workers: { md: { class: "worker", replicas: 2, failureDomain: "a" } },
        variables: { region: "eu-west-1" },
      },
    },
    "machines on AWS": {
      infrastructure: {
        kind: "aws",
        sshKey: "operator",
        controlPlane: { replicas: 3, instanceType: "m7i.large", image: "ami-0123456789abcdef0" },
        workers: { md: worker },
      },
      healthChecks: {},
      endpoint: { host: "api.dub.example" },
    },
    EKS: { infrastructure: { kind: "aws-managed", workers: { pool: { ...worker, min: 1, max: 4 } } } },
    GKE: {
      infrastructure: {
        kind: "gcp-managed",
        project: "acme-prod",
        region: "europe-west1",
        workers: { pool: { machineType: "e2-standard-4" } },
      },
    },
    "machines in memory": {
      infrastructure: { kind: "in-memory", workers: { md: { replicas: 2 } } },
      healthChecks: { unhealthy: "2m" },
    },
  };
  return Object.entries(forms).map(([name, form]) => ({ name, ...clusterApiCluster(form) }));
}
