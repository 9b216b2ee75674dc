import { allOf, type Facts } from "../../facts.ts";
import type { Subject } from "../../subject.ts";
import { at, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { inAws, inCountry, unproved, type Whereabouts } from "../../whereabouts.ts";
import { answerAt } from "../answer.ts";
import { entriesOf } from "../cluster.ts";
import { path, type KubernetesObject } from "./object.ts";

/** Names of external-dns: annotations of services and routes, and provider-specific properties of endpoints. */
const PREFIX = /^(external-dns\.alpha\.kubernetes\.io\/|external-dns\.kubernetes\.io\/|aws\/)(.*)$/;

/** Records that external-dns makes: who is answered, and with what. */
export function dns(object: KubernetesObject): Partial<Facts> {
  if (object.kind === "DNSEndpoint") return endpoints(object);
  const annotations = entriesOf(at(object.object, "metadata", "annotations"));
  return allOf({}, ...annotations.flatMap(([key, value]) => annotation(key, value, object)));
}

function annotation(key: string, value: Tree, object: KubernetesObject): Partial<Facts>[] {
  const name = PREFIX.exec(key)?.[2];
  if (name === undefined || key.startsWith("aws/")) return [];
  const here = path(object, "metadata", "annotations", key);
  const target = name === "target" ? [answerAt({ path: here, value }, "metadata", object.subject, true)] : [];
  return [routing(name, value, here), ...target];
}

function endpoints(object: KubernetesObject): Partial<Facts> {
  const given = at(object.object, "spec", "endpoints");
  const here = path(object, "spec", "endpoints");
  if (given === UNKNOWN) return { findings: [{ path: here, concern: "failover", at: unproved() }] };
  return allOf(
    {},
    ...listOf(given).flatMap((each, index) => endpointFacts(each, `${here}[${index}]`, object.subject)),
  );
}

function endpointFacts(endpoint: Tree, here: string, subject: Subject): Partial<Facts>[] {
  const rules = listOf(at(endpoint, "providerSpecific")).map((property, index) => {
    const name = property === UNKNOWN ? "region" : text(at(property, "name"));
    const value = at(property, "value") ?? "";
    const where = `${here}.providerSpecific[${index}].value`;
    return name === undefined ? {} : routing(PREFIX.exec(name)?.[2] ?? name, value, where);
  });
  if (!/^(A|AAAA|CNAME)$/i.test(text(at(endpoint, "recordType")) ?? "A")) return rules;
  const answers = listOf(at(endpoint, "targets")).map((value, index) =>
    answerAt({ path: `${here}.targets[${index}]`, value }, "spec", subject, true),
  );
  return [...rules, ...answers];
}

function routing(name: string, value: Tree, path: string): Partial<Facts> {
  const where = routed(name, value);
  return where === undefined ? {} : { findings: [{ path, concern: "failover", at: where }] };
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
