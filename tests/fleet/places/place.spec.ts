import assert from "node:assert/strict";
import { AWS_LOCAL_ZONES, AWS_WAVELENGTH_ZONES } from "../../../fleet/places/aws-edges.ts";
import { AWS_REGIONS } from "../../../fleet/places/aws-regions.ts";
import { AZURE_GEOGRAPHIES, AZURE_REGIONS } from "../../../fleet/places/azure-regions.ts";
import { GCP_AREAS } from "../../../fleet/places/gcp-areas.ts";
import { GCP_REGIONS } from "../../../fleet/places/gcp-regions.ts";
import { isGlobal, type Source } from "../../../fleet/places/place.ts";
import { isCountry } from "../../../fleet/jurisdictions.ts";

/** What every table has to say, and by what name a row is told from the others. */
interface Row {
  readonly key: string;
  readonly countries: readonly string[];
  readonly source: Source;
}

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  "regions of AWS": AWS_REGIONS.map(([, country, key, , source]) => ({ key, countries: [country], source })),
  "Local Zones": AWS_LOCAL_ZONES.map(([country, region, suffix, , source]) => ({
    key: `${region}-${suffix}`,
    countries: [country],
    source,
  })),
  "Wavelength Zones": AWS_WAVELENGTH_ZONES.map(([country, region, group, town, source]) => ({
    key: `${region}-${group}-${town}`,
    countries: [country],
    source,
  })),
  "regions of Google Cloud": GCP_REGIONS.map(([country, key, , , source]) => ({
    key,
    countries: [country],
    source,
  })),
  "areas of Google Cloud": GCP_AREAS.map(([service, , name, countries, source]) => ({
    key: `${service} ${name}`,
    countries,
    source,
  })),
  "regions of Azure": AZURE_REGIONS.map(([country, key, source]) => ({ key, countries: [country], source })),
  "geographies of Azure": AZURE_GEOGRAPHIES.map(([countries, key, source]) => ({
    key,
    countries: countries.split(" "),
    source,
  })),
};

for (const [table, rows] of Object.entries(TABLES)) {
  describe(`the table of ${table}`, () => {
    it("names countries, a source and a date in every row", () => {
      for (const { key, countries, source } of rows) {
        assert.ok(countries.length > 0, key);
        assert.deepEqual(countries.filter(isCountry), countries, key);
        assert.ok(source.source.length > 0, key);
        assert.match(source.date, /^20[0-9]{2}-[0-9]{2}$/, key);
      }
    });

    it("names nothing twice", () => {
      assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
    });
  });
}

describe("everywhere", () => {
  it("is what clouds call so", () => {
    assert.deepEqual(["global", "Global ", "aws-global", "aws-us-gov-global"].map(isGlobal), [
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual(["", "us", "eu", "globalx", "aws"].map(isGlobal), [false, false, false, false, false]);
  });
});
