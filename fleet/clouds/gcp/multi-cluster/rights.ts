import type { Environment } from "../../../fleet.ts";
import { entryWorkloads } from "./entries.ts";

const WRITE = ["get", "list", "watch", "create", "update", "patch", "delete"];

/** What the environment stack keeps on the hub for load balancers in front of all clusters, namespace by namespace. */
export function entryRights(environment: Environment) {
  const entries = Object.values(environment.multiCluster?.entries ?? {});
  return entryWorkloads(environment).map(({ name, namespace }) => {
    const kinds = new Set(entries.filter(({ workload }) => workload === name).map(({ kind }) => kind));
    return {
      namespace,
      rules: [
        ...(kinds.has("gateway")
          ? [
              {
                apiGroups: ["gateway.networking.k8s.io"],
                resources: ["gateways", "httproutes"],
                verbs: WRITE,
              },
            ]
          : []),
        ...(kinds.has("ingress")
          ? [
              {
                apiGroups: ["networking.gke.io"],
                resources: ["multiclusterservices", "multiclusteringresses"],
                verbs: WRITE,
              },
            ]
          : []),
      ],
    };
  });
}
