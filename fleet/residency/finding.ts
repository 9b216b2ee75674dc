import { isWithin } from "../jurisdictions.ts";
import { allowSetsOf, type Concern } from "./concerns.ts";
import { coverOf } from "./exceptions.ts";
import type { Exception, NamedProfile } from "./profile.ts";

/** What is looked at: where something is, or where somebody stands who may read it or take it over. */
export type MatterKind =
  "region" | "hub" | "placement" | "failover" | "backup" | "reader" | "key" | "sink" | "state" | "secrets";

/** `unknown`: nobody has said where it is. That is as bad as being refused. */
export type Verdict = "allowed" | "refused" | "excepted" | "unknown";

/** Where something is, and why there. */
export interface Whereabouts {
  /** As it is called: `bucket acme-eu in region eu-west-1`. */
  readonly place: string;
  /** ISO 3166-1 alpha-2 of every country that it may be in; `undefined`: not known. */
  readonly countries: readonly string[] | undefined;
  readonly why: string;
}

/** Something with a place, before any rule has been held against it. */
export interface Matter {
  readonly kind: MatterKind;
  readonly environment: string;
  /** What it is about: `backups of dub`. */
  readonly subject: string;
  readonly concern: Concern;
  readonly where: Whereabouts;
  /** The program keeps to the rules by itself here: what is refused does not come about, and is no mistake. */
  readonly enforced: boolean;
  /** What is said of it in an error, after the rule: `cluster dub sends it to sink world in US`. */
  readonly claim: string;
  readonly hint: string;
  /** Where it is declared. */
  readonly path: readonly string[];
  /** The resources that it comes to be in; an exception that covers all of them covers it. */
  readonly urns: readonly string[];
}

/** Who has been promised something, and what. */
export interface Rule {
  readonly profile: NamedProfile;
  /** `environment prod`, `workload web`. */
  readonly holder: string;
  /** Where the profile is named. */
  readonly path: readonly string[];
}

/** A matter under a rule, with the reasons in the order in which one follows from the other. */
export interface ResidencyFinding extends Omit<Matter, "where"> {
  readonly place: string;
  readonly countries: readonly string[];
  readonly profile: string;
  readonly holder: string;
  readonly allowed: readonly string[];
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  /** Where the profile is named. */
  readonly rulePath: readonly string[];
  /** Of an exception: who has approved it, and until when it holds. */
  readonly exception?: Exception;
}

/** What exceptions there are, and the day on which it is asked. */
export interface Exceptions {
  readonly all: readonly Exception[];
  /** `undefined`: whether one has ended is not asked. A date that passes is no reason to stop reading a declaration. */
  readonly today: string | undefined;
}

export function judge({ where, ...matter }: Matter, rule: Rule, exceptions: Exceptions): ResidencyFinding {
  const allowed = allowSetsOf(rule.profile)[matter.concern];
  const { name } = rule.profile;
  const stands = standing(where, allowed);
  const cover = coverOfAll(matter.urns, exceptions);
  const wrong = stands.verdict !== "allowed";
  // What the program keeps away does not come about: there is nothing to except.
  const excepted = wrong && !matter.enforced && cover.active !== undefined;
  return {
    ...matter,
    place: where.place,
    countries: where.countries ?? [],
    profile: name,
    holder: rule.holder,
    rulePath: rule.path,
    allowed,
    verdict: excepted ? "excepted" : stands.verdict,
    reasons: [
      `${where.place}: ${where.why}`,
      `profile ${name} of ${rule.holder} keeps ${matter.concern} in [${allowed.join(", ")}]`,
      stands.reason,
      ...(wrong && !matter.enforced ? sayCover(cover) : []),
    ],
    ...(excepted && cover.active !== undefined ? { exception: cover.active } : {}),
  };
}

function standing(
  { countries }: Whereabouts,
  allowed: readonly string[],
): { readonly verdict: "allowed" | "refused" | "unknown"; readonly reason: string } {
  if (countries === undefined || countries.length === 0)
    return { verdict: "unknown", reason: "nobody has said what country that is" };
  const foreign = countries.filter((country) => !isWithin(country, allowed));
  if (foreign.length > 0)
    return { verdict: "refused", reason: `${foreign.join(", ")} is not in [${allowed.join(", ")}]` };
  return { verdict: "allowed", reason: `${countries.join(", ")} is in [${allowed.join(", ")}]` };
}

interface CoverOfAll {
  readonly active: Exception | undefined;
  readonly ended: Exception | undefined;
}

/** One of its resources without an exception is enough to make it wrong. */
function coverOfAll(urns: readonly string[], { all, today }: Exceptions): CoverOfAll {
  const covers = urns.map((urn) => coverOf(urn, all, today ?? ""));
  const covered = covers.length > 0 && covers.every(({ active }) => active !== undefined);
  return {
    active: covered ? covers[0]?.active : undefined,
    ended: covers.find(({ active, ended }) => active === undefined && ended !== undefined)?.ended,
  };
}

function sayCover({ active, ended }: CoverOfAll): string[] {
  if (active !== undefined) return [describeException(active)];
  return ended === undefined
    ? []
    : [`the exception that ${ended.approver} approved ended on ${ended.expires}`];
}

/** `excepted by A. Weber until 2027-01-31: SCC module 2`. */
export function describeException({ approver, basis, expires }: Exception): string {
  return `excepted by ${approver} until ${expires}: ${basis}`;
}
