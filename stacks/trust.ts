import * as pulumi from "../components/sdk/pulumi.ts";
import type { PeerPassport } from "../components/passport/read.ts";
import type { Environment } from "../fleet/fleet.ts";
import type { TrustFacts } from "../fleet/trust/material.ts";
import { expiryWarnings } from "../fleet/trust/peers.ts";
import type { ClusterTrust } from "./settings.ts";

export function factsOf(trust: ReadonlyMap<string, ClusterTrust>): Map<string, TrustFacts> {
  return new Map([...trust].map(([name, { facts }]) => [name, facts]));
}

/** Speaks of certificates that end soon: those of the stack's own clusters, and of their peers. */
export function warnOfExpiry(
  environment: Environment,
  own: ReadonlyMap<string, TrustFacts>,
  peers: ReadonlyMap<string, PeerPassport>,
  now: Date,
): void {
  const ofPeers = [...peers].flatMap(([name, { trust }]) =>
    trust === undefined ? [] : [[name, trust] as const],
  );
  for (const warning of expiryWarnings(environment.name, new Map([...own, ...ofPeers]), now))
    void pulumi.log.warn(warning);
}
