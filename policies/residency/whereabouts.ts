import { gcpPlace } from "../../fleet/places/gcp.ts";
import type { GcpService } from "../../fleet/places/gcp-areas.ts";
import { awsPlace } from "../../fleet/places/aws.ts";
import { azurePlace } from "../../fleet/places/azure.ts";
import { placeNamed } from "../../fleet/places/places.ts";
import { isGlobal, type Place } from "../../fleet/places/place.ts";
import { UNKNOWN, type Tree } from "../tree.ts";

/** Where something is, so far as can be said. No text in it comes from a value that may be a secret. */
export type Whereabouts =
  /** `label` is how the place is called, in the spelling of the table. */
  | { readonly kind: "in"; readonly countries: readonly string[]; readonly label: string }
  /** It has no place: a name, a role, a rule. */
  | { readonly kind: "nowhere" }
  /** A name that neither the table nor the profile knows. */
  | { readonly kind: "unlisted"; readonly what: string }
  /** A value that the engine does not know yet. */
  | { readonly kind: "unproved"; readonly what: string }
  /** It is not held to any place. */
  | { readonly kind: "anywhere"; readonly what: string };

export const NOWHERE: Whereabouts = { kind: "nowhere" };

export function unproved(what = "it is not known before it is made"): Whereabouts {
  return { kind: "unproved", what };
}

const UNLISTED: Whereabouts = { kind: "unlisted", what: "it names no place that the table of places knows" };

type Lookup = (name: string) => Place | undefined;

export const inAws = (value: Tree): Whereabouts => named(value, awsPlace);
export const inAzure = (value: Tree): Whereabouts => named(value, azurePlace);
export const inAnyCloud = (value: Tree): Whereabouts => named(value, placeNamed);

/**
 * Regions, zones and multi-regions of Google Cloud, by name or in a path that ends in one.
 * @param service Whose word it is: `eur7` is one place to Spanner and another to Firestore.
 */
export function inGcp(value: Tree, service?: GcpService): Whereabouts {
  if (typeof value === "string" && isGlobal(lastSegment(value)))
    return { kind: "anywhere", what: "global: Google keeps it where it likes" };
  return named(value, (name) => gcpPlace(lastSegment(name), service));
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

function named(value: Tree, lookup: Lookup): Whereabouts {
  if (value === UNKNOWN) return unproved();
  const place = typeof value === "string" ? lookup(value) : undefined;
  return place === undefined ? UNLISTED : inPlace(place);
}

export function inPlace({ name, countries }: Place): Whereabouts {
  return { kind: "in", countries, label: name };
}

export function inCountry(country: string, label: string): Whereabouts {
  return { kind: "in", countries: [country], label };
}
