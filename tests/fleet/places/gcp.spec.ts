import assert from "node:assert/strict";
import fc from "fast-check";
import { GCP_AREAS } from "../../../fleet/places/gcp-areas.ts";
import { GCP_REGIONS } from "../../../fleet/places/gcp-regions.ts";
import { gcpPlace, gcpRegions } from "../../../fleet/places/gcp.ts";
import { isPlaceWithin } from "../../../fleet/places/places.ts";
import { madeUp, spelled } from "./spellings.ts";

const ZONES = GCP_REGIONS.flatMap(([country, region, zones, aiZones]) =>
  [...Array.from(zones), ...aiZones].map((zone) => ({ country, region, name: `${region}-${zone}` })),
);
const NAMES = [
  ...gcpRegions().map(({ name }) => name),
  ...ZONES.map(({ name }) => name),
  ...GCP_AREAS.map(([, , name]) => name),
];

describe("a place of Google Cloud", () => {
  for (const [name, countries] of Object.entries({
    "europe-west2": ["GB"],
    "europe-west2-a": ["GB"],
    "europe-west6": ["CH"],
    "europe-west12": ["IT"],
    "Europe-West1": ["BE"],
    "europe-west1-b": ["BE"],
    "europe-west1-d": ["BE"],
    "us-central1-f": ["US"],
    "us-central1-ai1a": ["US"],
    "us-south1-ai1b": ["US"],
    "northamerica-northeast1": ["CA"],
    "northamerica-south1": ["MX"],
    "asia-southeast3": ["TH"],
    "u-germany-northeast1": ["DE"],
    "regional-europe-west1": ["BE"],
    US: ["US"],
    us: ["US"],
    EUR4: ["FI", "NL", "BE"],
    EUR8: ["DE", "CH"],
    NAM4: ["US"],
    ASIA1: ["JP", "KR"],
    eur6: ["CH", "DE", "NL"],
    nam14: ["US", "CA"],
    "nam-eur-asia1": ["US", "BE", "TW"],
    "aws-us-east-1": ["US"],
    "us-east4-b-r1": ["US"],
  })) {
    it(`is in ${countries.join(" or ")} if it is ${name}`, () => {
      assert.deepEqual(gcpPlace(name)?.countries, countries);
    });
  }

  for (const name of ["EU", "eu", "europe", "Europe", "EUR4", "eur3"]) {
    it(`is within the EU if it is ${name}`, () => {
      const place = gcpPlace(name) ?? assert.fail();
      assert.equal(isPlaceWithin(place, ["EU"]), true);
      assert.equal(isPlaceWithin(place, ["DE", "FR"]), false);
    });
  }

  for (const name of ["EUR5", "EUR7", "EUR8", "ASIA", "nam-eur-asia1"]) {
    it(`is not within the EEA if it is ${name}`, () => {
      assert.equal(isPlaceWithin(gcpPlace(name) ?? assert.fail(), ["EEA"]), false);
    });
  }

  for (const name of [
    "",
    "global",
    "Global",
    "europe-west5",
    "europe-west1-a",
    "us-east1-a",
    "europe-west1-bb",
    "europe-west1b",
    "eur9",
    "eu-west-1",
    "in:eu-locations",
    "constructor",
  ]) {
    it(`is not known if it is "${name}"`, () => {
      assert.equal(gcpPlace(name), undefined);
    });
  }

  it("is what the service means by the word, if the service is known", () => {
    assert.deepEqual(gcpPlace("EUR7", "storage")?.countries, ["GB", "DE"]);
    assert.deepEqual(gcpPlace("eur7", "spanner")?.countries, ["IT", "DE"]);
    assert.deepEqual(gcpPlace("eur7", "kms")?.countries, ["GB", "DE", "IT"]);
    assert.deepEqual(gcpPlace("asia1", "storage")?.countries, ["JP"]);
    assert.deepEqual(gcpPlace("europe-west2", "storage")?.countries, ["GB"]);
  });

  it("is wherever any service means by the word otherwise", () => {
    fc.assert(
      fc.property(fc.constantFrom(...GCP_AREAS), ([service, , name, countries]) => {
        const anyOf = gcpPlace(name)?.countries ?? assert.fail();
        assert.deepEqual(gcpPlace(name, service)?.countries, countries);
        assert.ok(countries.every((country) => anyOf.includes(country)));
      }),
    );
  });

  it("is in the country of its region if it is a zone", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), ({ country, region, name }) => {
        const place = gcpPlace(name) ?? assert.fail();
        assert.deepEqual([place.kind, place.region, place.countries], ["zone", region, [country]]);
        assert.deepEqual(gcpPlace(region)?.countries, [country]);
      }),
    );
  });

  it("is the same in any letter case and with blanks around it", () => {
    const names = fc.constantFrom(...NAMES).chain((name) => fc.tuple(fc.constant(name), spelled(name)));
    fc.assert(
      fc.property(names, ([name, text]) => {
        assert.deepEqual(gcpPlace(text), gcpPlace(name));
        assert.equal(gcpPlace(text)?.name, name);
      }),
    );
  });

  it("is not known with something appended that nobody has heard of", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), madeUp, (name, suffix) => {
        assert.equal(gcpPlace(name + suffix), undefined);
      }),
    );
  });
});
