import * as pulumi from "../sdk/pulumi.ts";
import type { Cluster } from "../../fleet/fleet.ts";
import { kubeconfigFor } from "../../fleet/kubeconfig.ts";
import type { PadKind } from "../../fleet/links.ts";
import type { Slot } from "../../fleet/token-slots.ts";
import type { ClusterFacts } from "../cluster/facts.ts";
import type { LandingPad } from "../landing-pad/landing-pad.ts";
import type { PeerPassport } from "../passport/read.ts";

/** The far end of a link, as its source needs it: a peer that has shown its passport, or a cluster of the same stack. */
export interface LinkTarget {
  readonly cluster: string;
  readonly region: string;
  readonly country: string;
  readonly identifier: pulumi.Input<string>;
  readonly endpoint: pulumi.Input<string>;
  readonly ca: pulumi.Input<string>;
  readonly version: pulumi.Input<string>;
  /** Addresses of its mesh gateway, once it has any. */
  readonly gateway: readonly string[] | undefined;
  /** Secret tokens of the landing pads that the target keeps, by kind. */
  readonly tokens: ReadonlyMap<PadKind, pulumi.Output<string>>;
  /** The slots that these tokens are in. */
  readonly slots: ReadonlyMap<PadKind, Slot>;
}

/** A cluster of another stack. */
export function peerTarget({ jurisdiction, landingPads, ...passport }: PeerPassport): LinkTarget {
  const { cluster, region, identifier, endpoint, ca, version, gateway } = passport;
  const pads = Object.entries(landingPads).flatMap(([kind, pad]) =>
    pad === undefined ? [] : [[kind as PadKind, pad] as const],
  );
  const tokens = new Map(pads.map(([kind, { token }]) => [kind, token]));
  const slots = new Map(pads.map(([kind, { slot }]) => [kind, slot]));
  const facts = { identifier, endpoint, ca, version, gateway: gateway?.addresses };
  return { cluster, region, country: jurisdiction.country, ...facts, tokens, slots };
}

/** Another cluster of this stack: no passport has to travel. */
export function siblingTarget(
  { name, region, country, gateway }: Cluster,
  { identifier, endpoint, ca, version }: ClusterFacts,
  landingPads: ReadonlyMap<PadKind, LandingPad>,
): LinkTarget {
  const tokens = new Map([...landingPads].map(([kind, { token }]) => [kind, token]));
  const slots = new Map([...landingPads].map(([kind, { slot }]) => [kind, slot]));
  return { cluster: name, region, country, identifier, endpoint, ca, version, gateway, tokens, slots };
}

/** A kubeconfig for the target with one of its tokens. Secret, as the token is. */
export function targetKubeconfig(
  { cluster, endpoint, ca }: LinkTarget,
  token: pulumi.Output<string>,
): pulumi.Output<string> {
  return pulumi
    .all([endpoint, ca, token])
    .apply(([endpoint, ca, token]) => kubeconfigFor({ name: cluster, endpoint, ca, user: { token } }));
}
