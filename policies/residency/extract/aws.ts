import { allOf, type Facts, type Finding, type Reference } from "../facts.ts";
import { locatedType, type LocatedType } from "../catalogue/catalogue.ts";
import { bucketNameIn, hostOf, whereIsHost } from "../locate.ts";
import { moduleOf, type Subject } from "../subject.ts";
import { at, everyLeaf, leavesAt, text, UNKNOWN, type Leaf, type Tree } from "../../tree.ts";
import { inAws, NOWHERE, unproved, type Whereabouts } from "../whereabouts.ts";
import { concernOf } from "./concern.ts";
import { answersOf } from "./route53.ts";
import { search } from "./search.ts";

/** AWS resources: where the resource is, what its properties name, what they refer to. */
export function awsFacts(subject: Subject): Facts {
  const { type, props } = subject;
  const located = locatedType("aws", type) ?? likeAny(props);
  const where = isBornInVirginia(subject) ? NOWHERE : ownPlace(subject, located);
  const named = located.place.flatMap((path) => leavesAt(props, path)).filter(isSaid);
  return allOf(
    {
      where,
      findings: [
        { path: "region", concern: concernOf(type), at: where },
        ...named.map(({ path, value }) => ({ path, concern: concernOf(type, path), at: inAws(value) })),
        ...special(subject),
        ...literals(subject),
      ],
      references: [...buckets(subject, located), ...references(subject, located)],
      names: [
        "bucket",
        "arn",
        "id",
        "name",
        "dnsName",
        "domainName",
        "bucketDomainName",
        "bucketRegionalDomainName",
        "endpoint",
      ]
        .map((key) => text(at(props, key)))
        .filter((name) => name !== undefined),
    },
    answersOf(subject),
  );
}

/** A type that the catalogue does not have is newer than it: taken for one with a region, and searched by name. */
function likeAny(props: Tree): LocatedType {
  const keys = [...everyLeaf(props)].filter(({ path }) =>
    /(region|availabilityZone)(s|Name|Id)?(\[\d+\])?$/i.test(path),
  );
  const place = keys
    .map(({ path }) => path.replace(/\[\d+\]/g, "").split("."))
    .filter(([first]) => first !== "region");
  return { regional: true, place, bucket: [], target: [], subnet: [] };
}

/** The `region` of the resource, or else that of its provider; most types have one, and the rest is of no region. */
function ownPlace({ props, provider }: Subject, { regional }: LocatedType): Whereabouts {
  if (!regional) return NOWHERE;
  const own = regionOf(props) ?? regionOf(provider?.props);
  if (own !== undefined) return inAws(own);
  return unproved(
    "neither the resource nor its provider has a region, so the environment of whoever runs it decides",
  );
}

/** An empty one is none. */
function regionOf(props: Tree | undefined): Tree | undefined {
  const region = at(props, "region");
  return region === "" ? undefined : region;
}

/**
 * What AWS takes in us-east-1 only, wherever the data is: what CloudFront uses, and where bills and public images are
 * described. None holds data of users.
 */
function isBornInVirginia({ type, props, provider }: Subject): boolean {
  if ((regionOf(props) ?? regionOf(provider?.props)) !== "us-east-1") return false;
  const module = moduleOf(type);
  if (module.startsWith("wafv2/"))
    return at(props, "scope") === "CLOUDFRONT" || module === "wafv2/webAclLoggingConfiguration";
  return /^(acm\/certificate|acm\/certificateValidation|cur\/reportDefinition|ecrpublic\/\w+)$/.test(module);
}

function isSaid({ value }: Leaf): boolean {
  return value !== "" && value !== null && typeof value !== "boolean";
}

/** What is no name of a place, and says something of places all the same. */
function special(subject: Subject): Finding[] {
  return [...multiRegionKey(subject), ...foundingMember(subject), ...containers(subject)];
}

function* multiRegionKey({ type, props }: Subject): Generator<Finding> {
  if (!/^aws:kms\/(key|externalKey):/.test(type)) return;
  const given = at(props, "multiRegion");
  const what = "a multi-Region key can be replicated to any region";
  if (given === true || given === "true")
    yield { path: "multiRegion", concern: "keys", at: { kind: "anywhere", what } };
  if (given === UNKNOWN) yield { path: "multiRegion", concern: "keys", at: unproved() };
}

/** The cluster that a global database is made from stays in it: here a source is no place that is left behind. */
function* foundingMember({ type, props }: Subject): Generator<Finding> {
  if (!/^aws:\w+\/(globalCluster|globalReplicationGroup|multiRegionCluster):/.test(type)) return;
  const source = text(at(props, "sourceDbClusterIdentifier"));
  const region = source === undefined ? undefined : arnOf(source)?.region;
  if (region !== undefined && region !== "")
    yield { path: "sourceDbClusterIdentifier", concern: "data", at: inAws(region) };
}

/** Containers of ECS, which AWS takes as a text of JSON: where their logs go. */
function containers(subject: Subject): Finding[] {
  const given = text(at(subject.props, "containerDefinitions"));
  return given === undefined ? [] : search(parseJson(given), "containerDefinitions", subject, "telemetry");
}

function parseJson(json: string): Tree {
  try {
    return JSON.parse(json) as Tree;
  } catch {
    return null;
  }
}

interface Arn {
  readonly service: string;
  readonly region: string;
  readonly rest: string;
}

/** ARNs of every partition: `arn:aws:`, `arn:aws-cn:`, `arn:aws-us-gov:`, `arn:aws-eusc:`… */
export function arnOf(value: string): Arn | undefined {
  const match = /^arn:aws[a-z-]*:([^:]*):([^:]*):([^:]*):(.*)$/s.exec(value.trim());
  if (match === null) return undefined;
  const [, service = "", region = "", , rest = ""] = match;
  return { service, region, rest };
}

/** Properties whose ARNs say where something comes from, who may, or what proves a name: no data goes there. */
const INBOUND =
  /(^|\.)(source\w*|\w*[iI]mage\w*|\w*[cC]ertificate\w*|principals?|webAclId|replicateSourceDb|snapshot\w*|layers)(\[\d+\])?$/;

/** ARNs and hosts of AWS anywhere in the inputs. The region in one is where the thing is, whatever the property. */
function* literals({ type, props, profile }: Subject): Generator<Finding> {
  for (const { path, value } of everyLeaf(props)) {
    if (typeof value !== "string" || INBOUND.test(path) || path.startsWith("tags")) continue;
    const arn = arnOf(value);
    if (arn !== undefined && arn.region !== "" && !isOfCloudFront(arn))
      yield { path, concern: concernOf(type, path), at: inAws(arn.region) };
    else if (
      /amazonaws\.(com|eu)|\.on\.aws/.test(value) &&
      !/^[{[]/.test(value) &&
      !/\.dkr[.-]ecr\./.test(value)
    ) {
      const host = hostOf(value);
      const where = host === undefined ? undefined : whereIsHost(host, profile);
      if (where !== undefined && !type.startsWith("aws:route53/"))
        yield { path, concern: concernOf(type, path), at: where };
    }
  }
}

/** Lives in us-east-1 by name, and at every edge in fact. */
function isOfCloudFront({ service, region, rest }: Arn): boolean {
  return region === "us-east-1" && ((service === "wafv2" && rest.startsWith("global/")) || service === "acm");
}

function* buckets({ type, props }: Subject, { bucket }: LocatedType): Generator<Reference> {
  for (const [property = "", ...rest] of bucket) {
    for (const { path, value } of leavesAt(props, [property, ...rest]).filter(isSaid)) {
      const given = text(value);
      // A destination that is given as an ARN with a region, or as something that is no bucket at all.
      if (given !== undefined && /^(arn:aws[a-z-]*:(?!s3)|https?:\/\/(?!.*s3))/.test(given)) continue;
      yield {
        path,
        property,
        concern: type.includes("eplication") || /eplication/.test(path) ? "backups" : concernOf(type, path),
        to: "bucket",
        value: given === undefined ? undefined : bucketNameIn(given),
      };
    }
  }
}

function* references({ type, props }: Subject, { target, subnet }: LocatedType): Generator<Reference> {
  for (const [paths, to] of [
    [target, "target"],
    [subnet, "subnet"],
  ] as const) {
    for (const [property = "", ...rest] of paths) {
      for (const { path, value } of leavesAt(props, [property, ...rest]).filter(isSaid)) {
        const given = text(value);
        const arn = given === undefined ? undefined : arnOf(given);
        // A region in the ARN has been judged already; a bucket's has none.
        if (arn !== undefined && arn.region !== "") continue;
        const isBucket = arn?.service === "s3";
        yield {
          path,
          property,
          concern: concernOf(type, path),
          to: isBucket ? "bucket" : to,
          value: given === undefined ? undefined : isBucket ? bucketNameIn(given) : given,
          ...(to === "subnet" ? { bound: true } : {}),
        };
      }
    }
  }
}
