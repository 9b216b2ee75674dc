import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import { ARGOCD_NAMESPACE } from "../gitops/project.ts";
import type { KubernetesObject } from "../manifests.ts";
import type { SystemPlan } from "./system.ts";

/**
 * Settings of argocd-cm. Argo CD's own cluster is no destination: the hub is a member like the others, with rights as
 * narrow, and not with those that Argo CD has at home.
 */
const SETTINGS = { "cluster.inClusterEnabled": "false", "timeout.reconciliation": "120s" };

/** Settings of argocd-cmd-params-cm: waves are progressive syncs, which are off by default. */
const PARAMETERS = { "applicationsetcontroller.enable.progressive.syncs": "true" };

/**
 * Environment of the controllers. With the default of ten hours a member that has died is called Synced and Healthy
 * from the cache; with one minute its applications are Unknown after it. And a manifest that cannot be rendered is an
 * error at once, not after three minutes.
 */
export const CONTROLLER_ENVIRONMENT = {
  ARGOCD_CLUSTER_CACHE_RESYNC_DURATION: "60s",
  ARGOCD_CLUSTER_SYNC_RETRY_TIMEOUT_DURATION: "10s",
  ARGOCD_REPO_ERROR_GRACE_PERIOD_SECONDS: "0s",
} as const;

/** Argo CD, on the hub only: it reaches the other clusters from there. */
export function argocdPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  if (environment.gitops === undefined || cluster.name !== environment.hub) return undefined;
  const common = {
    system: "argocd",
    namespaces: [{ name: ARGOCD_NAMESPACE, podSecurity: "restricted" }],
  } as const;
  if (installModeOf(cluster, environment) === "api") {
    const objects = [
      configMap("argocd-cm", SETTINGS),
      configMap("argocd-cmd-params-cm", PARAMETERS),
      // Empty: argocd-server fills in its keys, but does not make the Secret, and does not start without it.
      { apiVersion: "v1", kind: "Secret", metadata: settingsMetadata(ARGOCD_SECRET) },
    ];
    return { ...common, apis: ["argo-cd"], charts: [], objects };
  }
  const chart = { chart: "argo-cd", release: "argocd", namespace: ARGOCD_NAMESPACE };
  return { ...common, apis: [], charts: [{ ...chart, values: chartValues(cluster) }], objects: [] };
}

/** Values of the chart argo-cd 10.x (argoproj/argo-helm, charts/argo-cd/values.yaml). */
function chartValues({ simulated }: Cluster): Record<string, unknown> {
  const env = Object.entries(CONTROLLER_ENVIRONMENT).map(([name, value]) => ({ name, value }));
  return {
    // No rights over the whole hub: it is reached through its cluster secret, as every member is.
    createClusterRoles: false,
    configs: { cm: SETTINGS, params: PARAMETERS },
    controller: { env },
    // Single sign-on and messages are for whoever runs Argo CD for people; the fleet needs neither.
    dex: { enabled: false },
    notifications: { enabled: false },
    // A hook Job makes the password of Redis. Where nothing runs, it would be said to have run, and there is none.
    redisSecretInit: { enabled: !simulated },
  };
}

/** On Argo CD's own Secret and settings, as its chart has it: their name (argoproj/argo-helm, charts/argo-cd, _common.tpl). */
export const NAME_LABEL = "app.kubernetes.io/name";

/** Argo CD's own Secret: it fills in its keys, the passwords of its users, and what its webhooks are told. */
export const ARGOCD_SECRET = "argocd-secret";

/** By this label Argo CD finds its own settings: argo-cd, util/settings/settings.go. */
function settingsMetadata(name: string): KubernetesObject["metadata"] {
  return {
    name,
    namespace: ARGOCD_NAMESPACE,
    labels: { "app.kubernetes.io/part-of": "argocd", [NAME_LABEL]: name },
  };
}

function configMap(name: string, data: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: settingsMetadata(name),
    data,
  };
}
