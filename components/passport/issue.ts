import type * as pulumi from "../sdk/pulumi.ts";
import type { Cluster, Environment } from "../../fleet/fleet.ts";
import type { PadKind } from "../../fleet/links.ts";
import { PASSPORT_CONTRACT, type Passport } from "../../fleet/passport.ts";
import type { TrustFacts } from "../../fleet/trust/material.ts";
import type { ClusterFacts } from "../cluster/facts.ts";
import type { LandingPad } from "../landing-pad/landing-pad.ts";
import type { Platform } from "../platform/platform.ts";

export interface PassportArgs {
  readonly cluster: Cluster;
  readonly environment: Environment;
  readonly facts: ClusterFacts;
  readonly landingPads: ReadonlyMap<PadKind, LandingPad>;
  readonly platform: Pick<Platform, "systems">;
  readonly trust: TrustFacts | undefined;
  /** Addresses of its mesh gateway; `undefined`, at once or once it is known: none yet. */
  readonly gateway?: pulumi.Input<Passport["gateway"]>;
  /** Features of a cloud that its peers may use once the passport is there. */
  readonly features?: Passport["features"];
  /** Global names that it answers to in records of its own, once they are there. */
  readonly names?: pulumi.Input<string[]> | undefined;
}

type IssuedPassport = { readonly [Field in keyof Passport]: pulumi.Input<Passport[Field]> };

/**
 * The passport of a cluster, for the outputs of its stack. Not one output but many: so only the tokens in it are
 * secret, and a preview shows the rest.
 */
export function issuePassport({
  cluster,
  environment,
  facts,
  landingPads,
  platform,
  trust,
  gateway,
  features,
  names,
}: PassportArgs): IssuedPassport {
  const { mesh } = environment;
  const pads = [...landingPads].map(([kind, { namespace, serviceAccount, slot, token }]) => [
    kind,
    { namespace, serviceAccount, slot, token },
  ]);
  return {
    contract: PASSPORT_CONTRACT,
    fleet: environment.fleet,
    environment: environment.name,
    region: cluster.region,
    cluster: cluster.name,
    identifier: facts.identifier,
    endpoint: facts.endpoint,
    ca: facts.ca,
    version: facts.version,
    network: cluster.network,
    ...(cluster.podCidr === undefined ? {} : { podCidr: cluster.podCidr }),
    ...(cluster.serviceCidr === undefined ? {} : { serviceCidr: cluster.serviceCidr }),
    jurisdiction: { country: cluster.country, groups: [...cluster.groups] },
    simulated: cluster.simulated,
    ...(gateway === undefined ? {} : { gateway }),
    ...(features === undefined ? {} : { features }),
    ...(names === undefined ? {} : { names }),
    ...(mesh === undefined
      ? {}
      : {
          mesh: {
            kind: mesh.kind,
            ...(mesh.kind === "istio" ? { id: mesh.meshId } : {}),
            trustDomain: mesh.trustDomain,
          },
        }),
    systems: platform.systems,
    ...(trust === undefined ? {} : { trust }),
    landingPads: Object.fromEntries(pads) as pulumi.Input<Passport["landingPads"]>,
  };
}
