import { KUBEFED_CORE, KUBEFED_NAMESPACE } from "../backends/kubefed/names.ts";
import { federatedDefinition, OWN_KINDS } from "../backends/kubefed/types.ts";
import { CATALOGUE } from "../compatibility.ts";
import { installModeOf, type Cluster, type Environment } from "../fleet.ts";
import type { KubernetesObject } from "../manifests.ts";
import type { SystemPlan } from "./system.ts";

/** KubeFed, on the hub only. Of which kinds it takes care there, and of which clusters, the environment's stack says. */
export function kubefedPlan(cluster: Cluster, environment: Environment): SystemPlan | undefined {
  const declared = environment.federation?.kubefed;
  if (declared === undefined || cluster.name !== environment.hub) return undefined;
  const switches = switchesFor(declared.rebalance);
  const definitions = OWN_KINDS.map(federatedDefinition);
  // Its webhook judges what is in a namespace with this label (charts/kubefed/README.md); its pods name no seccomp profile.
  const namespace = {
    name: KUBEFED_NAMESPACE,
    podSecurity: "baseline",
    labels: { name: KUBEFED_NAMESPACE },
  } as const;
  const common = { system: "kubefed", namespaces: [namespace] } as const;
  if (installModeOf(cluster, environment) === "api")
    return { ...common, apis: ["kubefed"], charts: [], objects: [...definitions, configuration(switches)] };
  const values = chartValues(switches);
  const chart = { chart: "kubefed", release: "kubefed", namespace: KUBEFED_NAMESPACE, values };
  return { ...common, apis: [], charts: [chart], objects: definitions };
}

type Switches = Readonly<Record<string, "Enabled" | "Disabled">>;

function switchesFor(rebalance: boolean): Switches {
  return {
    PushReconciler: "Enabled",
    // A replica scheduler wants to see all pods of all members, also where nobody has asked it for anything.
    SchedulerPreferences: rebalance ? "Enabled" : "Disabled",
    // Copies the status of every copy to the hub, and has kept controllers from ending (kubernetes-sigs/kubefed#1333).
    RawResourceStatusCollection: "Disabled",
  };
}

const [{ version }] = CATALOGUE.kubefed.releases;

/** Values of the chart kubefed 0.10 (charts/kubefed/values.yaml). */
function chartValues(featureGates: Switches): Record<string, unknown> {
  return {
    controllermanager: {
      // The sources of the chart say `canary`, and its releases are made from them.
      controller: { tag: `v${version}` },
      webhook: { tag: `v${version}` },
      featureGates,
      // A Job sets the switches once more, with bash and kubectl out of an image that its publisher has moved, and
      // starts the controllers anew, which read them only then.
      postInstallJob: { repository: "docker.io/bitnamilegacy", image: "kubectl", tag: "1.33.4" },
    },
  };
}

/** What the chart makes of its own defaults (charts/controllermanager/templates/kubefedconfig.yaml). */
function configuration(switches: Switches): KubernetesObject {
  return {
    apiVersion: KUBEFED_CORE,
    kind: "KubeFedConfig",
    metadata: { name: "kubefed", namespace: KUBEFED_NAMESPACE },
    spec: {
      scope: "Cluster",
      controllerDuration: { availableDelay: "20s", unavailableDelay: "60s", cacheSyncTimeout: "5m" },
      leaderElect: {
        leaseDuration: "15s",
        renewDeadline: "10s",
        retryPeriod: "5s",
        resourceLock: "configmaps",
      },
      clusterHealthCheck: { period: "10s", failureThreshold: 3, successThreshold: 1, timeout: "3s" },
      syncController: { maxConcurrentReconciles: 1, adoptResources: "Enabled" },
      statusController: { maxConcurrentReconciles: 1 },
      featureGates: Object.entries(switches).map(([name, configuration]) => ({ name, configuration })),
    },
  };
}
