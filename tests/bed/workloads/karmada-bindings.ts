import { memberCluster } from "../../../fleet/backends/karmada/member.ts";
import { placementOf } from "../../../fleet/backends/karmada/placement.ts";
import type { Bed } from "../bed.ts";

/** What Karmada's scheduler decides on, and its decision. */
export interface Binding {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly clusters?: readonly { readonly name: string; readonly replicas: number }[] };
}

/** Members that are registered and never answer: enough for a scheduler, which asks what types they have. */
export async function registerFar(bed: Bed, names: readonly string[]): Promise<void> {
  const items = names.map((name) => memberCluster({ name, region: name, endpoint: "https://127.0.0.1:9" }));
  bed.write("far.json", JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await bed.kubectl("kar", "apply", "--server-side", "-f", `${bed.root}/far.json`);
  const deployments = { name: "deployments", kind: "Deployment" };
  const status = { apiEnablements: [{ groupVersion: "apps/v1", resources: [deployments] }] };
  const patch = ["--subresource=status", "--type=merge", "-p", JSON.stringify({ status })];
  // All of them by one kubectl: it patches one after the other.
  await bed.kubectl("kar", "patch", "clusters.cluster.karmada.io", ...names, ...patch);
}

/** What Karmada makes of a template and a policy, for its scheduler to decide on. */
export function binding(
  name: string,
  replicas: number,
  shares: readonly { readonly cluster: string; readonly replicas: number }[],
): object {
  return {
    apiVersion: "work.karmada.io/v1alpha2",
    kind: "ResourceBinding",
    metadata: {
      name,
      namespace: "default",
      labels: { "propagationpolicy.karmada.io/permanent-id": name },
    },
    spec: {
      resource: { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name },
      replicas,
      replicaRequirements: {},
      placement: placementOf(
        shares.map(({ cluster }) => cluster),
        { kind: "shares", shares },
      ),
    },
  };
}
