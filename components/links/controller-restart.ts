import type * as pulumi from "../sdk/pulumi.ts";
import { DeploymentPatch, type Release } from "../sdk/kubernetes.ts";
import type { Environment } from "../../fleet/fleet.ts";
import { describeTokens, tokenReaderOf } from "../../fleet/mesh/token-readers.ts";
import type { Slot } from "../../fleet/token-slots.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import type { LinkTarget } from "./target.ts";

export interface ControllerRestartArgs {
  readonly environment: Environment;
  readonly source: ClusterConnection;
  /** What its links lead to. */
  readonly targets: readonly LinkTarget[];
  /** What holds the tokens of its links. */
  readonly links: readonly pulumi.Resource[];
  /** The releases on the source, by name. Where only the API is installed, nothing runs, and there is none. */
  readonly releases?: ReadonlyMap<string, Release>;
}

/**
 * Starts a controller of the source anew when a rotation has moved the token of one of its links, as `kubectl rollout
 * restart` does. The rotation takes the old token back after that. Pods that are on their way out miss nothing: an API
 * server lets a watch live on when its token is gone.
 */
export function restartForNewTokens(
  { environment, source, targets, links, releases }: ControllerRestartArgs,
  parent: pulumi.Resource,
): void {
  const reader = tokenReaderOf(environment.mesh);
  const release = reader && releases?.get(reader.release);
  if (reader === undefined || release === undefined) return;
  const { kind, namespace, deployment } = reader;
  const slots = targets.flatMap(({ cluster, slots }): [string, Slot][] => {
    const slot = slots.get(kind);
    return slot === undefined ? [] : [[cluster, slot]];
  });
  const tokens = describeTokens(new Map(slots));
  if (tokens === "") return;
  // Unknown until the release is in: a preview cannot patch what is not there.
  const name = release.status.apply(() => deployment);
  const annotations = { "archipelago/tokens": tokens };
  new DeploymentPatch(
    `${source.name}/${kind}/restart`,
    { metadata: { name, namespace }, spec: { template: { metadata: { annotations } } } },
    inside(source, parent, { dependsOn: [release, ...links] }),
  );
}
