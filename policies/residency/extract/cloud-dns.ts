import { allOf, type Facts, type Finding } from "../facts.ts";
import type { Subject } from "../subject.ts";
import { at, everyLeaf, isMap, leavesAt, listOf, text, UNKNOWN, type Tree } from "../../tree.ts";
import { inGcp, unproved } from "../whereabouts.ts";
import { answerAt } from "./answer.ts";

/** A record of Cloud DNS: the answers of every policy, and the backup where the primary fails. */
export function answersOf(subject: Subject): Partial<Facts> {
  const { type, props } = subject;
  if (type !== "gcp:dns/recordSet:RecordSet") return {};
  if (!/^(A|AAAA|CNAME)$/i.test(text(at(props, "type")) ?? "A")) return {};
  const plain = leavesAt(props, ["rrdatas"]).map((leaf) => answerAt(leaf, "rrdatas", subject, false));
  return allOf({}, ...plain, ...policyFacts(at(props, "routingPolicy"), subject));
}

const ANSWER = /rrdatas(\[\d+\])?$|ipAddress$|externalEndpoints(\[\d+\])?$/;
/** The region that visitors are nearest to, and that an answer stands for; that of a load balancer. */
const PLACE = /(geos|backupGeos)\[\d+\]\.location$|loadBalancers\[\d+\]\.region$/;

function policyFacts(policy: Tree | undefined, subject: Subject): Partial<Facts>[] {
  const finding = (path: string, at: Finding["at"]) => ({
    findings: [{ path, concern: "failover" as const, at }],
  });
  if (policy === UNKNOWN) return [finding("routingPolicy", unproved())];
  if (!isMap(policy)) return [];
  const said = [...everyLeaf(policy, "routingPolicy")].flatMap((leaf): Partial<Facts>[] => {
    if (ANSWER.test(leaf.path)) return [answerAt(leaf, "routingPolicy", subject, true)];
    return PLACE.test(leaf.path) ? [finding(leaf.path, inGcp(leaf.value))] : [];
  });
  const fenced = listOf(at(policy, "geos")).length === 0 || at(policy, "enableGeoFencing") !== UNKNOWN;
  return fenced ? said : [...said, finding("routingPolicy.enableGeoFencing", unproved())];
}
