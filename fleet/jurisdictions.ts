import countryCodes from "i18n-iso-countries/codes.json" with { type: "json" };

const COUNTRIES: ReadonlySet<string> = new Set(countryCodes.map(([alpha2]) => String(alpha2)));

/** Member states of the European Union, https://european-union.europa.eu/principles-countries-history (2026-11). */
const EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" ");

/** The European Economic Area: the EU and the EFTA states that are party to it, https://www.efta.int/eea (2026-11). */
const EEA = [...EU, "IS", "LI", "NO"];

/** Groups of countries by name. A rule that names a group means its members, now and as this table changes. */
const GROUPS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["EU", new Set(EU)],
  ["EEA", new Set(EEA)],
]);

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
