import type { Environment } from "../fleet.ts";
import type { LinkKind } from "../links.ts";
import { ISTIO_NAMESPACE } from "../platform/istio/names.ts";
import { INITIAL_SLOTS, type Slot } from "../token-slots.ts";
import { LINKERD_NAMESPACE } from "./linkerd.ts";

/** A controller that reads the tokens of its links when it starts, and does not take up a new one later. */
export interface TokenReader {
  readonly kind: LinkKind;
  readonly namespace: string;
  readonly deployment: string;
  /** The chart's release that makes it. */
  readonly release: string;
}

/**
 * The controller of a mesh that has to be started anew after a rotation, if it has to be.
 *
 * - istiod without the right to its peers' Secrets (`rights: endpoints`): since 1.30 it puts a client with the new token
 *   beside the old one, and takes the old one away when the new one is synced. It waits for the Secrets among the rest,
 *   so that never comes: the list of the peer's Services stays with the old token (pkg/kube/multicluster/cluster.go,
 *   Run; seen with a real one in tests/bed/links/istio.spec.ts).
 * - Linkerd's destination controller, where it reads the peers' endpoints: it looks at its copy of the credentials when
 *   that appears, and not when it changes (linkerd2, controller/api/destination/watcher/cluster_store.go).
 */
export function tokenReaderOf(mesh: Environment["mesh"]): TokenReader | undefined {
  if (mesh?.kind === "istio" && mesh.rights === "endpoints")
    return { kind: "istio", namespace: ISTIO_NAMESPACE, deployment: "istiod", release: "istiod" };
  if (mesh?.kind === "linkerd" && mesh.mode !== "gateway") {
    return {
      kind: "linkerd",
      namespace: LINKERD_NAMESPACE,
      deployment: "linkerd-destination",
      release: "linkerd-control-plane",
    };
  }
  return undefined;
}

/**
 * Which tokens a controller has read, for an annotation of its pods: another text, and they are started anew. Only
 * peers whose token is not in the slot in which all begin: one that comes or goes restarts nobody.
 */
export function describeTokens(slots: ReadonlyMap<string, Slot>): string {
  return [...slots]
    .filter(([, slot]) => slot !== INITIAL_SLOTS.current)
    .map(([cluster, slot]) => `${cluster}=${slot}`)
    .sort()
    .join(",");
}
