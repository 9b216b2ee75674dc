import { API_VERSIONS, CLUSTER_API_PROVIDERS } from "../compatibility.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import { chosenRelease, declaredKubernetes } from "../versions.ts";
import { OPERATOR_NAMESPACE, PROVIDER_NAMESPACES } from "./cluster-api/names.ts";
import type { SystemNamespace, SystemPlan } from "./system.ts";

/** Key of a provider's credentials in its Secret: the variable in the manifests of the provider's release. */
export const PROVIDER_CREDENTIALS = {
  aws: { name: "credentials", key: "AWS_B64ENCODED_CREDENTIALS", config: "clusterApiAws" },
  gcp: { name: "credentials", key: "GCP_B64ENCODED_CREDENTIALS", config: "clusterApiGcp" },
} as const;

/**
 * Base64 of an empty line: no credentials, the identity of the pod counts. The manifests ask for a value
 * (cluster-api-provider-aws, docs/book/src/topics/using-iam-roles-in-mgmt-cluster.md).
 */
export const NO_CREDENTIALS = "Cg==";

type Provider = keyof typeof CLUSTER_API_PROVIDERS;

/** Cluster API on the hub only, and with it the namespaces in which the environment's clusters are kept. */
export function clusterApiPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  const { clusterApi, hub } = environment;
  if (clusterApi === undefined || cluster.name !== hub) return undefined;
  const kept = clusterApi.namespaces.map(restricted);
  const system = "cluster-api";
  if (installModeOf(cluster, environment) === "api")
    return { system, namespaces: kept, apis: ["cluster-api"], charts: [], objects: [] };
  const { core, bootstrap, controlPlane } = PROVIDER_NAMESPACES;
  const own = [OPERATOR_NAMESPACE, core, bootstrap, controlPlane];
  const providers = clusterApi.providers.map((name) => PROVIDER_NAMESPACES[name]);
  const chart = { chart: "cluster-api-operator", release: "capi-operator", namespace: OPERATOR_NAMESPACE };
  return {
    system,
    namespaces: [...kept, ...own.map(restricted), ...providers.map(restricted)],
    apis: [],
    prerequisites: clusterApi.credentials === "identity" ? clusterApi.providers.map(noCredentials) : [],
    charts: [{ ...chart, values: CHART_VALUES }],
    objects: providerObjects(clusterApi.providers, versionOn(cluster, environment)),
  };
}

/**
 * Values of the chart cluster-api-operator 0.28 (hack/charts/cluster-api-operator): the operator, and cert-manager for the
 * certificates of webhooks. Which providers there are is said by objects of this program, and not by the chart's hooks.
 */
const CHART_VALUES = {
  "cert-manager": { enabled: true, crds: { enabled: true } },
  enableHelmHook: false,
};

const FEATURES = { ClusterTopology: true, MachinePool: true };

/** What the operator is to run: Cluster API itself with kubeadm, then the clouds. */
function providerObjects(clouds: readonly Provider[], version: string): KubernetesObject[] {
  const { core, bootstrap, controlPlane } = PROVIDER_NAMESPACES;
  const manager = { featureGates: FEATURES };
  const own = (kind: string, name: string, namespace: string) =>
    provider(kind, name, namespace, { version: `v${version}`, manager });
  return [
    own("CoreProvider", "cluster-api", core),
    own("BootstrapProvider", "kubeadm", bootstrap),
    own("ControlPlaneProvider", "kubeadm", controlPlane),
    ...clouds.map((name) =>
      provider("InfrastructureProvider", name, PROVIDER_NAMESPACES[name], {
        version: `v${CLUSTER_API_PROVIDERS[name].version}`,
        configSecret: { name: PROVIDER_CREDENTIALS[name].name },
      }),
    ),
  ];
}

function provider(
  kind: string,
  name: string,
  namespace: string,
  spec: Readonly<Record<string, unknown>>,
): KubernetesObject {
  return { apiVersion: "operator.cluster.x-k8s.io/v1alpha2", kind, metadata: { name, namespace }, spec };
}

function noCredentials(name: Provider): KubernetesObject {
  const { key, name: secret } = PROVIDER_CREDENTIALS[name];
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secret, namespace: PROVIDER_NAMESPACES[name] },
    stringData: { [key]: NO_CREDENTIALS },
  };
}

function versionOn(cluster: Cluster, environment: Environment): string {
  const release = chosenRelease("cluster-api", environment, declaredKubernetes(cluster));
  return release?.version ?? API_VERSIONS["cluster-api"];
}

function restricted(name: string): SystemNamespace {
  return { name, podSecurity: "restricted" };
}
