import { DECLARED } from "../../declared-label.ts";
import { byName, type Cluster } from "../../fleet.ts";
import { CLUSTER_LABEL, memberLabel } from "../../gitops/labels.ts";
import type { Slot } from "../../token-slots.ts";
import { KUBEFED_NAMESPACE } from "./names.ts";

export interface KubeFedClusterMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Name and labels of a member: every label that selectors of the declaration see, so that a `clusterSelector` that
 * somebody writes means the same.
 *
 * @param slot That its token is in. KubeFed does not look at the Secret again before the cluster changes (kubefed,
 * pkg/controller/kubefedcluster/controller.go, UpdateFunc), so a rotation has to change it.
 */
export function kubefedClusterMetadata(
  { name, labels }: Cluster,
  slot: Slot | undefined,
): KubeFedClusterMetadata {
  const own = byName(labels).map(([key, value]) => [memberLabel(key), value]);
  return {
    name,
    namespace: KUBEFED_NAMESPACE,
    labels: { ...(Object.fromEntries(own) as Record<string, string>), [CLUSTER_LABEL]: name, ...DECLARED },
    ...(slot === undefined ? {} : { annotations: { "archipelago/token-slot": slot } }),
  };
}
