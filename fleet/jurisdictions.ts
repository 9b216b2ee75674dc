import countryCodes from "i18n-iso-countries/codes.json" with { type: "json" };
import { COUNTRY_GROUPS } from "./country-groups.ts";

const COUNTRIES: ReadonlySet<string> = new Set(countryCodes.map(([alpha2]) => String(alpha2)));

const GROUPS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  COUNTRY_GROUPS.map(({ name, members }) => [name, new Set(members)]),
);

/** Whether it is an ISO 3166-1 alpha-2 country code. EU is not: it is a group. */
export function isCountry(code: string): boolean {
  return COUNTRIES.has(code);
}

/** Whether a rule may name it: an ISO 3166-1 alpha-2 country code or a group. */
export function isJurisdiction(code: string): boolean {
  return COUNTRIES.has(code) || GROUPS.has(code);
}

/** The groups a country belongs to, in the order of the table. */
export function groupsOf(country: string): string[] {
  return [...GROUPS].filter(([, members]) => members.has(country)).map(([name]) => name);
}

/** Whether a country is among the allowed countries and groups. */
export function isWithin(country: string, allowed: readonly string[]): boolean {
  return allowed.some((code) => code === country || (GROUPS.get(code)?.has(country) ?? false));
}
