import { environmentOf, type Cluster, type Environment, type Fleet } from "../../fleet/fleet.ts";
import { regionsMadeThrough } from "../../fleet/clouds/cluster-api/namespace.ts";
import {
  isOfEnvironment,
  isPadKind,
  landingPadsOf,
  linksOf,
  ownerOf,
  PAD_KINDS,
  provisioningPad,
  type Link,
  type PadKind,
} from "../../fleet/links.ts";
import { environmentStackName, regionStackName } from "../../fleet/names.ts";
import { suggest } from "../../fleet/declaration/nearest.ts";
import { UsageError } from "../errors.ts";

/** Which landing pads to rotate the tokens of. */
export interface PadChoice {
  readonly cluster?: string;
  readonly all?: boolean;
  readonly environment?: string;
  readonly kind?: string;
}

/** A landing pad of a fleet, and who has to do with it. */
export interface PadPlace {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly kind: PadKind;
  /** The stack that keeps it. */
  readonly stack: string;
  /** The links that use it; none for the hub's own, which stacks use. */
  readonly links: readonly Link[];
  /** The regions that make clusters through it. */
  readonly regions: readonly string[];
}

/** @throws UsageError if the choice names nothing, or too much. */
export function choosePads(fleet: Fleet, { cluster, all = false, environment, kind }: PadChoice): PadPlace[] {
  if ((cluster === undefined) !== all)
    throw new UsageError("Say what to rotate: a cluster, or --all, and not both.");
  const padKind = kind === undefined ? undefined : knownKind(kind);
  const environments = environment === undefined ? fleet.environments : [environmentOf(fleet, environment)];
  const chosen = environments.flatMap((each) =>
    each.clusters
      .filter(({ name }) => all || name === cluster)
      .map((target) => ({ environment: each, target })),
  );
  if (cluster !== undefined) requireOne(cluster, chosen, environments);
  const pads = chosen.flatMap(({ environment: each, target }) => padsOf(target, each));
  const wanted = pads.filter((pad) => padKind === undefined || pad.kind === padKind);
  if (wanted.length === 0)
    throw new UsageError(
      `No link${kind === undefined ? "" : ` of kind ${kind}`} ends there: nothing to rotate.`,
    );
  return wanted;
}

/** The stacks that get tokens of these pads from a passport, and so have to be brought up again. Regions come first. */
export function sourceStacks(pads: readonly PadPlace[]): { regions: string[]; environments: string[] } {
  const regions = pads.flatMap(({ environment, cluster, links, regions: makers }) => {
    const sources = links
      .filter(({ kind }) => ownerOf(kind) === "region")
      .flatMap(({ from }) => environment.clusters.find(({ name }) => name === from)?.region ?? []);
    // Of the clusters beside it a stack knows without a passport.
    return [...sources, ...makers]
      .filter((region) => region !== cluster.region)
      .map((region) => regionStackName(environment.name, region));
  });
  const environments = pads
    .filter(
      ({ kind, links }) =>
        isOfEnvironment(kind) || links.some((link) => ownerOf(link.kind) === "environment"),
    )
    .map(({ environment }) => environmentStackName(environment.name));
  return { regions: [...new Set(regions)].sort(), environments: [...new Set(environments)].sort() };
}

function padsOf(cluster: Cluster, environment: Environment): PadPlace[] {
  const links = linksOf(environment).filter(({ to }) => to === cluster.name);
  return landingPadsOf(cluster, environment).map((kind) => ({
    environment,
    cluster,
    kind,
    stack: regionStackName(environment.name, cluster.region),
    links: links.filter((link) => link.kind === kind),
    regions: regionsMadeThrough(kind, environment),
  }));
}

function knownKind(kind: string): PadKind {
  if (isPadKind(kind)) return kind;
  const known = [...PAD_KINDS, provisioningPad("<namespace>")].join(", ");
  throw new UsageError(`There is no kind of link "${kind}"; there are: ${known}.`);
}

function requireOne(
  name: string,
  chosen: readonly { environment: Environment }[],
  environments: readonly Environment[],
): void {
  if (chosen.length === 1) return;
  if (chosen.length > 1) {
    const where = chosen.map(({ environment }) => environment.name).join(" and ");
    throw new UsageError(
      `Environments ${where} have a cluster "${name}" each: say which with --environment.`,
    );
  }
  if (environments.some(({ tombstoned }) => tombstoned.some((cluster) => cluster.name === name)))
    throw new UsageError(`Cluster "${name}" is declared gone for good: it has nothing to rotate.`);
  const names = environments.flatMap(({ clusters }) => clusters.map((cluster) => cluster.name));
  throw new UsageError(`There is no cluster "${name}": ${suggest(name, names)}.`);
}
