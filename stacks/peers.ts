import * as pulumi from "../components/sdk/pulumi.ts";
import { readPassports, type PeerPassport } from "../components/passport/read.ts";
import type { Cluster, Environment, Region } from "../fleet/fleet.ts";
import { regionStackName } from "../fleet/names.ts";
import { passportProblems } from "../fleet/peers.ts";
import type { TrustFacts } from "../fleet/trust/material.ts";
import { trustProblems } from "../fleet/trust/peers.ts";

/** The passports of the given regions' declared clusters, by cluster. Those that are not there yet are left out. */
export async function readPeers(
  environment: Environment,
  regions: readonly Region[],
  own: readonly Cluster[] = [],
  trust: ReadonlyMap<string, TrustFacts> = new Map(),
): Promise<ReadonlyMap<string, PeerPassport>> {
  const readings = await Promise.all(
    regions.map(({ name }) => readPassports(regionStackName(environment.name, name))),
  );
  const declared = new Set(regions.flatMap(({ clusters }) => clusters.map(({ name }) => name)));
  const passports = readings
    .flatMap((reading) => reading ?? [])
    .filter(({ cluster }) => declared.has(cluster));
  const problems = [...passportProblems(environment, own, passports), ...trustProblems(trust, passports)];
  if (problems.length > 0)
    throw new pulumi.RunError(`Passports that cannot be accepted:\n  ${problems.join("\n  ")}`);
  return new Map(passports.map((passport) => [passport.cluster, passport]));
}
