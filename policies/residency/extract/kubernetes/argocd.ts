import { groupsOf, isCountry, isJurisdiction } from "../../../../fleet/jurisdictions.ts";
import type { Choice, Facts, Finding } from "../../facts.ts";
import { at, isMap, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { inAnyCloud, unproved, type Whereabouts } from "../../whereabouts.ts";
import { clusterNamed, entriesOf } from "../cluster.ts";
import { path, type KubernetesObject } from "./object.ts";
import { decoded, labelsOf } from "./secrets.ts";
import { matcherOf } from "./selector.ts";

const EVERY: Whereabouts = {
  kind: "anywhere",
  what: "it reaches every cluster that the hub knows, now and later",
};

/** Where Argo CD may deploy and does: members, projects, applications, and the generators of sets. */
export function argocd(object: KubernetesObject): Partial<Facts> {
  const { kind, group, object: body } = object;
  if (kind === "Secret" && labelsOf(body)["argocd.argoproj.io/secret-type"] === "cluster")
    return member(object);
  if (group !== "argoproj.io") return {};
  switch (kind) {
    case "AppProject":
      return { findings: destinations(object) };
    case "Application":
      return {
        findings: [destination(at(body, "spec", "destination"), path(object, "spec", "destination"), object)],
      };
    case "ApplicationSet":
      return applicationSet(object);
    default:
      return {};
  }
}

/** A member of the hub: where its address leads; what its labels say of it must be true. */
function member(object: KubernetesObject): Partial<Facts> {
  const { findings, entries } = decoded(object);
  const fields = Object.fromEntries(entries);
  const where = clusterNamed([fields.server ?? UNKNOWN, fields.name], object.subject);
  findings.push({ path: path(object, "stringData", "server"), concern: "data", at: where });
  const labels = labelsOf(object.object);
  for (const [key, value] of Object.entries(labels)) {
    const wrong = mislabelled(key, value, where);
    if (wrong !== undefined)
      findings.push({ path: path(object, "metadata", "labels", key), concern: "data", at: wrong });
  }
  const name = text(fields.name) ?? "";
  return { findings, registers: { as: "argocd", name, labels: { ...labels, name }, where } };
}

/** Sets select by these labels: one that says something else than the inventory sends workloads astray. */
function mislabelled(key: string, value: Tree, where: Whereabouts): Whereabouts | undefined {
  if (where.kind !== "in" || !/(jurisdiction|country|residency|region)/i.test(key)) return undefined;
  if (value === UNKNOWN) return unproved();
  const said = (text(value) ?? "").toUpperCase();
  const lie: Whereabouts = { kind: "anywhere", what: "the label does not say where the cluster is" };
  const holds = (country: string) => said === country || groupsOf(country).includes(said);
  if (isCountry(said) || isJurisdiction(said)) return where.countries.every(holds) ? undefined : lie;
  const place = inAnyCloud(said);
  if (place.kind !== "in") return undefined;
  return place.countries.some((country) => where.countries.includes(country)) ? undefined : lie;
}

function destinations(object: KubernetesObject): Finding[] {
  const given = at(object.object, "spec", "destinations");
  const here = path(object, "spec", "destinations");
  if (given === UNKNOWN) return [{ path: here, concern: "data", at: unproved() }];
  return listOf(given).map((each, index) => destination(each, `${here}[${index}]`, object));
}

function destination(given: Tree | undefined, here: string, { subject }: KubernetesObject): Finding {
  if (given === UNKNOWN) return { path: here, concern: "data", at: unproved() };
  const names = [at(given, "server"), at(given, "name")].filter((name) => name !== undefined && name !== "");
  const concern = "data";
  const pattern = names.find((name) => typeof name === "string" && /[*?]/.test(name));
  if (pattern !== undefined) return { path: here, concern, at: EVERY };
  // A rule that denies is no destination.
  if (names.some((name) => typeof name === "string" && name.startsWith("!")))
    return { path: here, concern, at: { kind: "nowhere" } };
  if (names.some((name) => typeof name === "string" && name.includes("{{")))
    return { path: here, concern, at: { kind: "nowhere" } };
  return { path: here, concern, at: names.length === 0 ? { kind: "nowhere" } : clusterNamed(names, subject) };
}

function applicationSet(object: KubernetesObject): Partial<Facts> {
  const findings: Finding[] = [];
  const choices: Choice[] = [];
  const generators = at(object.object, "spec", "generators");
  follow(generators, path(object, "spec", "generators"), object, findings, choices);
  const to = at(object.object, "spec", "template", "spec", "destination");
  if (to !== undefined)
    findings.push(destination(to, path(object, "spec", "template", "spec", "destination"), object));
  return { findings, choices };
}

/** Generators stand in one another: in matrix and merge. */
function follow(
  given: Tree | undefined,
  here: string,
  object: KubernetesObject,
  findings: Finding[],
  choices: Choice[],
): void {
  if (given === UNKNOWN) findings.push({ path: here, concern: "data", at: unproved() });
  for (const [index, generator] of listOf(given).entries()) {
    for (const [kind, settings] of entriesOf(generator)) {
      const inside = `${here}[${index}].${kind}`;
      if (kind === "clusters") chosen(settings, inside, findings, choices);
      if (kind === "list") elements(settings, inside, object, findings);
      if (kind === "matrix" || kind === "merge")
        follow(at(settings, "generators"), `${inside}.generators`, object, findings, choices);
    }
  }
}

function chosen(settings: Tree, here: string, findings: Finding[], choices: Choice[]): void {
  const selector = at(settings, "selector");
  const matches = matcherOf(selector);
  if (matches === "unknown" || settings === UNKNOWN)
    findings.push({ path: here, concern: "data", at: unproved() });
  else if (matches === "all") findings.push({ path: here, concern: "data", at: EVERY });
  else choices.push({ path: `${here}.selector`, concern: "data", among: "argocd", matches });
}

function elements(settings: Tree, here: string, { subject }: KubernetesObject, findings: Finding[]): void {
  for (const [index, element] of listOf(at(settings, "elements")).entries()) {
    const at_ = `${here}.elements[${index}]`;
    if (element === UNKNOWN) findings.push({ path: at_, concern: "data", at: unproved() });
    if (!isMap(element)) continue;
    const named = ["server", "url", "cluster", "clusterName"].filter((key) => key in element);
    const first = named[0];
    if (first === undefined) continue;
    findings.push({
      path: `${at_}.${first}`,
      concern: "data",
      at: clusterNamed(
        named.map((key) => element[key]),
        subject,
      ),
    });
  }
}
