import type { Facts, Finding, Reference } from "./facts.ts";
import { whereIsBucket } from "./locate.ts";
import type { Profile } from "../../fleet/residency/profile.ts";
import { unproved, type Whereabouts } from "./whereabouts.ts";

/** A resource among the others of its stack. */
export interface Member {
  readonly urn: string;
  readonly type: string;
  readonly facts: Facts;
  readonly providerUrn: string | undefined;
  /** What an input of it depends on. */
  readonly dependenciesOf: (property: string) => readonly Member[];
}

/** Which resources may be what a reference leads to. Keys and roles may stand beside the thing itself in one input. */
const REFERENTS: Readonly<Record<Reference["to"], RegExp>> = {
  bucket:
    /^(aws:s3\w*\/\w*[bB]ucket\w*|gcp:storage\/bucket|gcp:bigquery\/(dataset|table)|gcp:pubsub\/topic|gcp:logging\/\w+BucketConfig):/,
  target: /^(aws:(?!iam\/|kms\/)|gcp:(?!kms\/|serviceaccount\/|projects\/))/,
  subnet: /^aws:ec2\/(default)?[sS]ubnet:/,
  answer: /^(aws:|gcp:|kubernetes:)/,
};

/**
 * What can only be said with the whole stack in view: where the things are that resources refer to, whom selectors
 * select, and what providers abroad are for. A thing that is not found does not keep the others from being looked at.
 */
export function* crossReferences(
  members: readonly Member[],
  profile: Profile,
): Generator<readonly [Member, Finding]> {
  const byName = indexed(members);
  const registered = members.flatMap(({ facts }) => facts.registers ?? []);
  const users = Map.groupBy(members, ({ providerUrn }) => providerUrn);
  for (const member of members) {
    for (const reference of member.facts.references) {
      const at = resolve(reference, member, byName, profile);
      if (at !== undefined) yield [member, { path: reference.path, concern: reference.concern, at }];
    }
    for (const { path, concern, among, matches } of member.facts.choices) {
      for (const cluster of registered.filter(({ as }) => as === among)) {
        if (matches(cluster.labels, cluster.name)) yield [member, { path, concern, at: cluster.where }];
      }
    }
    const provider = foreignProvider(member, users.get(member.urn) ?? []);
    if (provider !== undefined) yield [member, provider];
  }
}

function indexed(members: readonly Member[]): ReadonlyMap<string, readonly Member[]> {
  const pairs = members.flatMap((member) =>
    member.facts.names.map((name): [string, Member] => [name, member]),
  );
  const grouped = Map.groupBy(pairs, ([name]) => name);
  return new Map([...grouped].map(([name, all]) => [name, all.map(([, member]) => member)]));
}

/** Where what it refers to is; `undefined` if nothing speaks against it. */
function resolve(
  { to, value, property, bound }: Reference,
  member: Member,
  byName: ReadonlyMap<string, readonly Member[]>,
  profile: Profile,
): Whereabouts | undefined {
  const isMeant = (other: Member) => REFERENTS[to].test(other.type) && other.facts.where.kind !== "nowhere";
  const named = value === undefined ? [] : (byName.get(value) ?? []).filter(isMeant);
  const declared = value !== undefined && to === "bucket" ? whereIsBucket(value, profile) : undefined;
  if (declared !== undefined) return declared;
  const candidates = named.length > 0 ? named : member.dependenciesOf(property).filter(isMeant);
  const wheres = candidates.map(({ facts }) => facts.where);
  if (wheres.length > 0) return worstOf(wheres, profile);
  if (value !== undefined && bound === true) return undefined;
  if (value === undefined)
    return unproved(
      "what it refers to is not known before it is made, and depends on nothing in this stack that has a place",
    );
  return { kind: "unlisted", what: UNDECLARED[to] };
}

const UNDECLARED: Readonly<Record<Reference["to"], string>> = {
  bucket: "it names a bucket that is neither in this stack nor declared under buckets",
  target: "it names something that is not in this stack, and says no region",
  subnet: "it names a subnet that is not in this stack",
  answer: "it answers with an address that is neither of this stack nor declared under hosts",
};

/** The first of them that is not in any one place, or else all their countries together. */
function worstOf(wheres: readonly Whereabouts[], { allowed }: Profile): Whereabouts | undefined {
  const odd = wheres.find(({ kind }) => kind !== "in");
  if (odd !== undefined || allowed === undefined) return odd ?? wheres[0];
  const all = wheres.filter((where) => where.kind === "in");
  return {
    kind: "in",
    countries: [...new Set(all.flatMap(({ countries }) => countries))],
    label: [...new Set(all.map(({ label }) => label))].join(", "),
  };
}

/**
 * A provider of another region is right for what has no region, and for what AWS takes in us-east-1 only. For anything
 * else, and if it is there for nothing that can be seen, it is a way out.
 */
function foreignProvider({ type, facts }: Member, users: readonly Member[]): Finding | undefined {
  if (!/^pulumi:providers:(aws|gcp)$/.test(type) || facts.where.kind !== "in") return undefined;
  const forNames = users.length > 0 && users.every((user) => user.facts.where.kind === "nowhere");
  return forNames ? undefined : { path: "region", concern: "data", at: facts.where };
}
