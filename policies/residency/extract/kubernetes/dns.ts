import type { Facts, Finding, Reference } from "../../facts.ts";
import { hostOf, whereIsHost } from "../../locate.ts";
import type { Subject } from "../../subject.ts";
import { at, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { inAws, inCountry, unproved, type Whereabouts } from "../../whereabouts.ts";
import { entriesOf } from "../cluster.ts";
import { path, type KubernetesObject } from "./object.ts";

/** Names of external-dns: annotations of services and routes, and provider-specific properties of endpoints. */
const PREFIX = /^(external-dns\.alpha\.kubernetes\.io\/|external-dns\.kubernetes\.io\/|aws\/)(.*)$/;

/** Records that external-dns makes: who is answered, and with what. */
export function dns(object: KubernetesObject): Partial<Facts> {
  if (object.kind === "DNSEndpoint") return endpoints(object);
  const annotations = entriesOf(at(object.object, "metadata", "annotations"));
  const findings: Finding[] = [];
  const references: Reference[] = [];
  for (const [key, value] of annotations) {
    const name = PREFIX.exec(key)?.[2];
    if (name === undefined || key.startsWith("aws/")) continue;
    const here = path(object, "metadata", "annotations", key);
    const where = routed(name, value);
    if (where !== undefined) findings.push({ path: here, concern: "failover", at: where });
    if (name === "target") answer(here, "metadata", value, object.subject, findings, references);
  }
  return { findings, references };
}

function endpoints(object: KubernetesObject): Partial<Facts> {
  const findings: Finding[] = [];
  const references: Reference[] = [];
  const given = at(object.object, "spec", "endpoints");
  if (given === UNKNOWN)
    findings.push({ path: path(object, "spec", "endpoints"), concern: "failover", at: unproved() });
  for (const [index, endpoint] of listOf(given).entries()) {
    const here = (...keys: string[]) => path(object, "spec", "endpoints", String(index), ...keys);
    for (const [at_, property] of listOf(at(endpoint, "providerSpecific")).entries()) {
      const name = property === UNKNOWN ? "region" : text(at(property, "name"));
      const where =
        name === undefined ? undefined : routed(PREFIX.exec(name)?.[2] ?? name, at(property, "value") ?? "");
      if (where !== undefined)
        findings.push({
          path: here("providerSpecific", String(at_), "value"),
          concern: "failover",
          at: where,
        });
    }
    if (!/^(A|AAAA|CNAME)$/i.test(text(at(endpoint, "recordType")) ?? "A")) continue;
    const targets = at(endpoint, "targets");
    if (targets === UNKNOWN)
      references.push({
        path: here("targets"),
        property: "spec",
        concern: "failover",
        to: "answer",
        value: undefined,
      });
    for (const [number, target] of listOf(targets).entries())
      answer(here("targets", String(number)), "spec", target, object.subject, findings, references);
  }
  return { findings, references };
}

function answer(
  here: string,
  property: string,
  value: Tree,
  { profile }: Subject,
  findings: Finding[],
  references: Reference[],
): void {
  const given = text(value);
  const host = given === undefined ? undefined : hostOf(given);
  const where = host === undefined ? undefined : whereIsHost(host, profile);
  if (where !== undefined) findings.push({ path: here, concern: "failover", at: where });
  else references.push({ path: here, property, concern: "failover", to: "answer", value: given });
}

/**
 * The place that a routing rule names: the region that an answer stands for, or the visitors that get an answer of
 * their own. Who is answered apart is served from near: a rule for visitors abroad announces a place abroad.
 */
function routed(name: string, value: Tree): Whereabouts | undefined {
  if (!/^(aws-)?(region|geolocation-(country|continent)-code|geoproximity-region)$/.test(name))
    return undefined;
  if (value === UNKNOWN) return unproved();
  const given = text(value)?.toUpperCase();
  if (given === undefined || given === "*") return undefined;
  if (/region$/.test(name)) return inAws(given);
  if (name.includes("country"))
    return inCountry(given, `country ${/^[A-Z]{2}$/.test(given) ? given : "named here"}`);
  return continent(given);
}

/** Continents that lie wholly outside some group are left to their largest country; Europe has members of every group. */
const CONTINENTS: Readonly<Record<string, string>> = {
  AF: "NG",
  AN: "AQ",
  AS: "CN",
  NA: "US",
  OC: "AU",
  SA: "BR",
};

function continent(code: string): Whereabouts | undefined {
  const country = CONTINENTS[code];
  return country === undefined ? undefined : inCountry(country, `continent ${code}`);
}
