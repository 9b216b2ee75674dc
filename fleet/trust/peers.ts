import type { Passport } from "../passport.ts";
import type { TrustFacts } from "./material.ts";

/** A certificate that ends within so many days is spoken of; Linkerd's own check warns from there on, too (pkg/issuercerts). */
export const EXPIRY_WARNING_DAYS = 60;

const DAY = 24 * 60 * 60 * 1000;

interface Party extends TrustFacts {
  readonly path: string;
}

/**
 * Passports whose clusters cannot have mutual TLS with a stack's own: each side has to accept the root of the other. A
 * passport without trust is of a cluster that has none yet.
 */
export function trustProblems(
  own: ReadonlyMap<string, TrustFacts>,
  passports: readonly Pick<Passport, "environment" | "region" | "cluster" | "trust">[],
): string[] {
  const [first, ...siblings] = [...own].map(([name, facts]): Party => ({
    ...facts,
    path: `cluster ${name}`,
  }));
  if (first === undefined) return [];
  const peers = passports.flatMap(({ environment, region, cluster, trust }): Party[] =>
    trust === undefined ? [] : [{ ...trust, path: `${environment}-${region}: passports.${cluster}` }],
  );
  return [...siblings, ...peers].flatMap((party) => foreignRoot(first, party));
}

/** What to say of certificates that end soon, a line for each cluster. One that has ended is past this: see `materialProblems`. */
export function expiryWarnings(
  environment: string,
  expiries: ReadonlyMap<string, Pick<TrustFacts, "expires">>,
  now: Date,
): string[] {
  return [...expiries].flatMap(([cluster, { expires }]) => {
    const days = Math.floor((Date.parse(expires) - now.getTime()) / DAY);
    if (days >= EXPIRY_WARNING_DAYS) return [];
    const when = days < 0 ? `has ended on ${expires}` : `ends on ${expires}, in ${days} days`;
    return [
      `Cluster "${cluster}": a certificate of its mesh ${when}. To see which: npx fleet trust show ${environment}`,
    ];
  });
}

function foreignRoot(own: Party, other: Party): string[] {
  const rootsOf = ({ root, roots = [root] }: Party) => roots;
  if (rootsOf(own).includes(other.root) && rootsOf(other).includes(own.root)) return [];
  return [
    `${other.path}.trust.root: ${other.root} is foreign; ${own.path} has ${own.root} and accepts ${rootsOf(own).join(", ")}. ` +
      `Clusters of one mesh have one root: see docs/trust.md, also for its exchange.`,
  ];
}
