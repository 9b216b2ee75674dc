import assert from "node:assert/strict";
import fc from "fast-check";
import { COUNTRY_GROUPS } from "../../../fleet/country-groups.ts";
import { awsPlace, awsRegions } from "../../../fleet/places/aws.ts";
import { azurePlace, azureRegions } from "../../../fleet/places/azure.ts";
import { gcpPlace, gcpRegions } from "../../../fleet/places/gcp.ts";
import type { Cloud } from "../../../fleet/places/place.ts";
import { isPlaceWithin, placeNamed, placesWithin } from "../../../fleet/places/places.ts";

const REGIONS = { aws: awsRegions(), gcp: gcpRegions(), azure: azureRegions() };
const ALL = Object.values(REGIONS).flat();

describe("a place whose cloud is not known", () => {
  it("is looked for in all of them", () => {
    assert.equal(placeNamed("eu-west-1"), awsPlace("eu-west-1"));
    assert.equal(placeNamed("europe-west1"), gcpPlace("europe-west1"));
    assert.equal(placeNamed(" West Europe "), azurePlace("westeurope"));
    for (const name of ["", "global", "somewhere", "eu-west-99"])
      assert.equal(placeNamed(name), undefined, name);
  });

  it("is in the countries of all clouds that know the name", () => {
    const place = placeNamed("Europe") ?? assert.fail();
    assert.equal(isPlaceWithin(place, ["EU"]), false);
    assert.equal(isPlaceWithin(place, ["EEA", "CH", "GB"]), true);
  });

  it("is never anywhere where the cloud's own look-up does not say it is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), ({ name, countries }) => {
        const named = placeNamed(name) ?? assert.fail();
        assert.ok(countries.every((country) => named.countries.includes(country)));
      }),
    );
  });
});

describe("the regions within jurisdictions", () => {
  it("are those that are there, in the order of the table", () => {
    assert.deepEqual(placesWithin("aws", ["DE", "CH"]), ["eu-central-1", "eu-central-2", "eusc-de-east-1"]);
    assert.deepEqual(placesWithin("gcp", ["GB"]), ["europe-west2"]);
    assert.deepEqual(placesWithin("azure", ["NL", "IE"]), ["northeurope", "westeurope"]);
    assert.deepEqual(placesWithin("aws", []), []);
  });

  it("leave out those that sound as if they were", () => {
    const european = (["aws", "gcp", "azure"] as const).flatMap((cloud) => placesWithin(cloud, ["EEA"]));
    for (const name of [
      "eu-west-2",
      "eu-central-2",
      "eu-isoe-west-1",
      "europe-west2",
      "europe-west6",
      "uksouth",
    ]) {
      assert.equal(european.includes(name), false, name);
    }
    for (const name of ["eu-west-1", "eusc-de-east-1", "europe-west12", "norwayeast"]) {
      assert.equal(european.includes(name), true, name);
    }
  });

  it("are more the more is allowed", () => {
    const codes = fc.array(
      fc.constantFrom(
        ...COUNTRY_GROUPS.map(({ name }) => name),
        ...ALL.flatMap(({ countries }) => countries),
      ),
      { maxLength: 4 },
    );
    const clouds = fc.constantFrom<Cloud>("aws", "gcp", "azure");
    fc.assert(
      fc.property(clouds, codes, codes, (cloud, some, more) => {
        const wider = placesWithin(cloud, [...some, ...more]);
        assert.ok(placesWithin(cloud, some).every((name) => wider.includes(name)));
      }),
    );
  });
});
