export type Cloud = "aws" | "gcp" | "azure";

export type PlaceKind =
  "region" | "zone" | "local-zone" | "wavelength-zone" | "multi-region" | "dual-region" | "geography";

/** Where a fact stands, and when it was looked up. */
export interface Source {
  readonly source: string;
  readonly date: string;
}

/** Where a cloud can be told to put something. */
export interface Place extends Source {
  readonly cloud: Cloud;
  /** As the cloud spells it, in lower case. */
  readonly name: string;
  readonly kind: PlaceKind;
  /** ISO 3166-1 alpha-2 of every country that it may stand in: data is allowed there only if it is in all of them. */
  readonly countries: readonly string[];
  /** Of a zone: the region that it belongs to. */
  readonly region?: string;
  /** Of AWS, as ARNs write it. */
  readonly partition?: string;
}

/** The spelling that places are looked up by: clouds take their names in any letter case. */
export function spelling(name: string): string {
  return name.trim().toLowerCase();
}

/** Every letter of a text by itself: the zones of `abc` are a, b and c. */
export function letters(text: string): string[] {
  return Array.from(text);
}

export function unionOf(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}

/** By what clouds and their APIs call everywhere: the pseudo region of each partition of AWS, and what all others say. */
const GLOBAL: ReadonlySet<string> = new Set([
  "global",
  ...["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"].map(
    (partition) => `${partition}-global`,
  ),
]);

/** Whether a name says that something is everywhere, or nowhere in particular. That is no place: no look-up knows it. */
export function isGlobal(name: string): boolean {
  return GLOBAL.has(spelling(name));
}
