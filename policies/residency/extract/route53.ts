import type { Facts, Finding, Reference } from "../facts.ts";
import { hostOf, whereIsHost } from "../locate.ts";
import type { Subject } from "../subject.ts";
import { at, leavesAt, text, UNKNOWN, type Leaf } from "../../tree.ts";
import { inAws } from "../whereabouts.ts";

/** Record types whose answers somebody connects to. */
const ANSWERING = new Set(["A", "AAAA", "CNAME"]);

const POLICIES = [
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "failoverRoutingPolicies",
  "weightedRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "cidrRoutingPolicy",
];

/**
 * A record of Route 53: every answer has to be at an allowed place, those of the default and of the failover too. Of a
 * record with a routing policy an answer that cannot be placed is wrong; a plain one may be a name that proves
 * something to somebody.
 */
export function answersOf({ type, props, profile }: Subject): Partial<Facts> {
  if (type !== "aws:route53/record:Record") return {};
  const findings: Finding[] = [];
  const references: Reference[] = [];
  for (const { path, value } of regions(props))
    findings.push({ path, concern: "failover", at: inAws(value) });
  const kind = at(props, "type");
  if (typeof kind === "string" && !ANSWERING.has(kind.toUpperCase())) return { findings };
  const routed = POLICIES.some((policy) => at(props, policy) !== undefined);
  for (const { path, value } of [...leavesAt(props, ["records"]), ...leavesAt(props, ["aliases", "name"])]) {
    const property = path.startsWith("records") ? "records" : "aliases";
    const answer = text(value);
    const host = answer === undefined ? undefined : hostOf(answer);
    // CloudFront and accelerators answer everywhere; what is behind them is judged there.
    if (host !== undefined && /\.(cloudfront\.net|awsglobalaccelerator\.com)$/.test(host)) continue;
    const where = host === undefined ? undefined : whereIsHost(host, profile);
    if (where !== undefined) findings.push({ path, concern: "failover", at: where });
    else if (routed || value === UNKNOWN)
      references.push({
        path,
        property,
        concern: "failover",
        to: "answer",
        value: value === UNKNOWN ? undefined : answer,
      });
  }
  return { findings, references };
}

function regions(props: Subject["props"]): Leaf[] {
  const paths = [
    ["latencyRoutingPolicies", "region"],
    ["geoproximityRoutingPolicy", "awsRegion"],
    ["geoproximityRoutingPolicy", "localZoneGroup"],
  ];
  return paths.flatMap((path) => leavesAt(props, path)).filter(({ value }) => value !== "");
}
