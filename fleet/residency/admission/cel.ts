import type { ClusterParameter, ProfileParameter } from "./parameters.ts";

/*
 * Pieces of CEL, the language of admission policies (kubernetes.io, "Common Expression Language in Kubernetes").
 */

/** A parameter as a text. */
export function parameter(name: ProfileParameter | ClusterParameter): string {
  return `params.data.${name}`;
}

/** A parameter as a list. What is empty has no lines: else an empty text in an object would be in it. */
export function lines(name: ProfileParameter | ClusterParameter): string {
  return `params.data.?${name}.orValue('').split('\\n').filter(line, line != '')`;
}

/** A list as part of a message. */
export function enumerated(list: string): string {
  return `(${list}.size() == 0 ? 'none' : ${list}.join(', '))`;
}

/** A text with expressions in it: what stands between the braces is CEL. */
export function text(literals: TemplateStringsArray, ...expressions: readonly string[]): string {
  return literals
    .flatMap((literal, index) => [
      literal === "" ? [] : [quoted(literal)],
      expressions.slice(index, index + 1),
    ])
    .flat()
    .join(" + ");
}

/** A list of texts. */
export function listOf(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(", ")}]`;
}

function quoted(literal: string): string {
  return `'${literal.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/**
 * Whether a text names a place of a list: a region, or a zone of one. AWS calls zones eu-west-1a, Google
 * europe-west1-b; a Local Zone (eu-central-1-waw-1a) stands in another country than the region it is named after.
 */
export function isPlace(value: string, places: string): string {
  const suffix = `${value}.substring(place.size()).matches('^-?[a-z]$')`;
  const zone = `${places}.exists(place, place.matches('[0-9]$') && ${value}.startsWith(place) && ${suffix})`;
  return `(${value} in ${places} || ${zone})`;
}

/** Whether what a list of node selector terms asks for is among the places. What excludes a place leads to none. */
export function termsAllowed(terms: string, places: string): string {
  const expression = `!(e.key in variables.keys) || e.operator != 'In' || e.values.all(v, ${isPlace("v", places)})`;
  return `${terms}.all(t, t.?matchExpressions.orValue([]).all(e, ${expression}))`;
}

/** Labels that say where a node or a volume is, those of drivers and older ones as well. */
export const PLACE_LABELS = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "topology.ebs.csi.aws.com/zone",
  "topology.gke.io/zone",
  // Ids, such as euw1-az1, which are no place that a declaration knows: what names one is refused.
  "topology.k8s.aws/zone-id",
] as const;
