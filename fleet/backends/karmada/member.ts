import { CLUSTER_API, KARMADA_NAMESPACES } from "./names.ts";

export interface MemberFacts<Endpoint> {
  readonly name: string;
  readonly region: string;
  /** Address of its API server, or what becomes of it. */
  readonly endpoint: Endpoint;
}

/**
 * A member of Karmada, to which it pushes. It is done when Karmada has seen the member: a policy that names a cluster
 * whose types are not known yet gives its share to the others, and does not come back to it.
 *
 * Without a Secret for impersonation: only users who reach members through Karmada's API server would need it
 * (karmada, pkg/util/credential.go).
 */
export function memberCluster<Endpoint>({ name, region, endpoint }: MemberFacts<Endpoint>) {
  return {
    apiVersion: CLUSTER_API,
    kind: "Cluster",
    metadata: { name, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
    spec: {
      syncMode: "Push",
      apiEndpoint: endpoint,
      region,
      secretRef: { namespace: KARMADA_NAMESPACES.members, name },
    },
  };
}
