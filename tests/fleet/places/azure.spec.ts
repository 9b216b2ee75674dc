import assert from "node:assert/strict";
import fc from "fast-check";
import { AZURE_REGIONS } from "../../../fleet/places/azure-regions.ts";
import { azurePlace, azureRegions } from "../../../fleet/places/azure.ts";
import { isPlaceWithin } from "../../../fleet/places/places.ts";
import { madeUp, spelled } from "./spellings.ts";

describe("a place of Azure", () => {
  for (const [name, country] of Object.entries({
    westeurope: "NL",
    "West Europe": "NL",
    northeurope: "IE",
    uksouth: "GB",
    "UK South": "GB",
    switzerlandnorth: "CH",
    norwayeast: "NO",
    eastasia: "HK",
    southeastasia: "SG",
    usgovvirginia: "US",
    "US Gov Virginia": "US",
    usdodeast: "US",
    chinanorth3: "CN",
    germanycentral: "DE",
    germanywestcentral: "DE",
    southcentralus: "US",
    centraluseuap: "US",
    bleufrancecentral: "FR",
    denmarkeast: "DK",
    unitedstates: "US",
    "United Kingdom": "GB",
  })) {
    it(`is in ${country} if it is ${name}`, () => {
      assert.deepEqual(azurePlace(name)?.countries, [country]);
    });
  }

  for (const name of [
    "",
    "global",
    "Global",
    "westeurope2",
    "west-europe",
    "eu",
    "usgov",
    "1",
    "constructor",
  ]) {
    it(`is not known if it is "${name}"`, () => {
      assert.equal(azurePlace(name), undefined);
    });
  }

  it("called Norway East is in the EEA and not in the EU", () => {
    const place = azurePlace("norwayeast") ?? assert.fail();
    assert.deepEqual([isPlaceWithin(place, ["EEA"]), isPlaceWithin(place, ["EU"])], [true, false]);
  });

  it("called Europe is the continent", () => {
    const place = azurePlace("europe") ?? assert.fail();
    assert.equal(place.kind, "geography");
    assert.equal(isPlaceWithin(place, ["EEA"]), false);
    assert.equal(isPlaceWithin(place, ["EEA", "CH", "GB"]), true);
  });

  it("is the same by its display name, in any letter case and with blanks around it", () => {
    const names = fc
      .constantFrom(...AZURE_REGIONS)
      .chain(([, displayName]) => fc.tuple(fc.constant(displayName), spelled(displayName.toLowerCase())));
    fc.assert(
      fc.property(names, ([displayName, text]) => {
        const name = displayName.toLowerCase().replaceAll(" ", "");
        assert.equal(azurePlace(text), azurePlace(name));
        assert.equal(azurePlace(text)?.name, name);
      }),
    );
  });

  it("is not known with something appended that nobody has heard of", () => {
    fc.assert(
      fc.property(fc.constantFrom(...azureRegions()), madeUp, ({ name }, suffix) => {
        assert.equal(azurePlace(name + suffix), undefined);
      }),
    );
  });
});
