import { allOf, type Facts, type Finding } from "../facts.ts";
import { hostOf } from "../locate.ts";
import type { Subject } from "../subject.ts";
import { at, leavesAt, type Leaf } from "../../tree.ts";
import { inAws } from "../whereabouts.ts";
import { answerAt } from "./answer.ts";

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
export function answersOf(subject: Subject): Partial<Facts> {
  const { type, props } = subject;
  if (type !== "aws:route53/record:Record") return {};
  const named = regions(props).map(({ path, value }): Finding => {
    return { path, concern: "failover", at: inAws(value) };
  });
  const kind = at(props, "type");
  if (typeof kind === "string" && !ANSWERING.has(kind.toUpperCase())) return { findings: named };
  const routed = POLICIES.some((policy) => at(props, policy) !== undefined);
  const answers = [
    ...leavesAt(props, ["records"]).map((leaf) => ({ leaf, property: "records" })),
    ...leavesAt(props, ["aliases", "name"]).map((leaf) => ({ leaf, property: "aliases" })),
  ].filter(({ leaf }) => !isEverywhere(leaf));
  return allOf(
    { findings: named },
    ...answers.map(({ leaf, property }) => answerAt(leaf, property, subject, routed)),
  );
}

/** CloudFront and accelerators answer everywhere; what is behind them is judged there. */
function isEverywhere({ value }: Leaf): boolean {
  const host = typeof value === "string" ? hostOf(value) : undefined;
  return host !== undefined && /\.(cloudfront\.net|awsglobalaccelerator\.com)$/.test(host);
}

function regions(props: Subject["props"]): Leaf[] {
  const paths = [
    ["latencyRoutingPolicies", "region"],
    ["geoproximityRoutingPolicy", "awsRegion"],
    ["geoproximityRoutingPolicy", "localZoneGroup"],
  ];
  return paths.flatMap((path) => leavesAt(props, path)).filter(({ value }) => value !== "");
}
