/** A group of countries that a rule may name: it means the members, now and as this table changes. */
export interface CountryGroup {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly members: readonly string[];
  readonly source: string;
  /** When it was looked up. */
  readonly date: string;
}

const list = (codes: string) => codes.split(" ");

/**
 * The member states. Not their territories that have a code of their own (GF, GP, MQ, RE, YT, MF, AX and others): EU
 * law holds in some of them in full, in others in part, and no cloud has a region in any. Who means one names it.
 */
export const EU_MEMBER_STATES: readonly string[] = list(
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE",
);

export const COUNTRY_GROUPS: readonly CountryGroup[] = [
  {
    name: "EU",
    members: EU_MEMBER_STATES,
    source: "https://european-union.europa.eu/principles-countries-history",
    date: "2026-11",
  },
  {
    /** The European Economic Area: the EU and the EFTA states that are party to it, which Switzerland is not. */
    name: "EEA",
    members: [...EU_MEMBER_STATES, ...list("IS LI NO")],
    source: "https://www.efta.int/eea",
    date: "2026-11",
  },
  {
    name: "EFTA",
    members: list("CH IS LI NO"),
    source: "https://www.efta.int/about-efta",
    date: "2026-11",
  },
  {
    /**
     * Countries outside the EEA for whose private sector in general the European Commission has decided that the
     * protection is adequate (GDPR, article 45). What a decision leaves out is for a lawyer: Canada's holds for
     * commercial organisations only, Japan's and Korea's leave out some sectors. The US are not one of them: their
     * decision holds for certified importers only, which a country cannot tell; an exception with that as its basis can.
     */
    name: "ADEQUACY",
    members: list("AD AR BR CA CH FO GB GG IL IM JE JP KR NZ UY"),
    source:
      "https://commission.europa.eu/law/law-topic/data-protection/international-dimension-data-protection/adequacy-decisions_en",
    date: "2026-11",
  },
];
