import type { Facts } from "../facts.ts";
import { hostOf, whereIsHost } from "../locate.ts";
import type { Subject } from "../subject.ts";
import { text, UNKNOWN, type Leaf } from "../../tree.ts";

/**
 * Where an answer of DNS is: by its host, and else by what it refers to.
 *
 * @param property The input that holds it.
 * @param routed Whether clients are sent there by a rule. A plain answer that cannot be placed may be a name that proves
 *   something to somebody, and is let be; one that is not known yet is not.
 */
export function answerAt(
  { path, value }: Leaf,
  property: string,
  { profile }: Subject,
  routed: boolean,
): Partial<Facts> {
  const answer = text(value);
  const host = answer === undefined ? undefined : hostOf(answer);
  const at = host === undefined ? undefined : whereIsHost(host, profile);
  if (at !== undefined) return { findings: [{ path, concern: "failover", at }] };
  if (!routed && value !== UNKNOWN) return {};
  return { references: [{ path, property, concern: "failover", to: "answer", value: answer }] };
}
