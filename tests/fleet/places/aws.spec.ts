import assert from "node:assert/strict";
import fc from "fast-check";
import { AWS_LOCAL_ZONES, AWS_WAVELENGTH_ZONES } from "../../../fleet/places/aws-edges.ts";
import { AWS_REGIONS } from "../../../fleet/places/aws-regions.ts";
import { awsPartition, awsPlace, awsRegions } from "../../../fleet/places/aws.ts";
import { madeUp, spelled } from "./spellings.ts";

const countriesOf = (name: string) => awsPlace(name)?.countries;

const NAMES = [
  ...awsRegions().flatMap(({ name }) => [name, `${name}a`, `${name}f`]),
  ...AWS_LOCAL_ZONES.flatMap(([, region, suffix]) => [`${region}-${suffix}`, `${region}-${suffix}a`]),
  ...AWS_WAVELENGTH_ZONES.map(([, region, group, town]) => `${region}-${group}-${town}-wlz-1`),
];

describe("a place of AWS", () => {
  for (const [name, countries] of Object.entries({
    "eu-west-2": ["GB"],
    "eu-west-2b": ["GB"],
    "euw2-az2": ["GB"],
    "eu-central-2": ["CH"],
    "eu-isoe-west-1": ["GB"],
    "ca-central-1": ["CA"],
    "ca-west-1": ["CA"],
    "us-gov-west-1": ["US"],
    "cn-northwest-1": ["CN"],
    "eusc-de-east-1": ["DE"],
    "ap-east-1": ["HK"],
    "ap-east-2": ["TW"],
    "mx-central-1": ["MX"],
    "use1-az6": ["US"],
    "euw1-az1": ["IE"],
    "us-east-1-bue-1": ["AR"],
    "us-east-1-bue-1a": ["AR"],
    "use1-bue1-az1": ["AR"],
    "us-east-1-scl-1a": ["CL"],
    "us-east-1-lim-1a": ["PE"],
    "us-east-1-qro-1a": ["MX"],
    "us-west-2-lax-1b": ["US"],
    "usw2-lax1-az2": ["US"],
    "eu-central-1-waw-1a": ["PL"],
    "eu-central-1-ham-1a": ["DE"],
    "eu-central-1-ist-1a": ["TR"],
    "eu-central-1-ath-1a": ["GR"],
    "eu-north-1-cph-1a": ["DK"],
    "eun1-hel1-az1": ["FI"],
    "af-south-1-los-1a": ["NG"],
    "ap-northeast-1-tpe-1a": ["TW"],
    "ap-southeast-1-mnl-1a": ["PH"],
    "ap-southeast-1-bkk-1a": ["TH"],
    "ap-southeast-1-han-1a": ["VN"],
    "ap-southeast-2-akl-1a": ["NZ"],
    "ap-southeast-2-per-1a": ["AU"],
    "ap-south-1-del-1a": ["IN"],
    "me-south-1-mct-1a": ["OM"],
    "eu-west-2-wl1-lon-wlz-1": ["GB"],
    "us-east-1-wl1-bos-wlz-1": ["US"],
    "use1-wl1-bos-wlz1": ["US"],
    "us-east-1-wl1": ["US"],
    "eu-west-3-wl1-cmn1": ["MA"],
    "eu-west-3-cmn-wlz-1a": ["MA"],
    "euw3-dss1-wlz1": ["SN"],
    "eu-west-3-wl1": ["MA", "SN"],
  })) {
    it(`is in ${countries.join(" or ")} if it is ${name}`, () => {
      assert.deepEqual(countriesOf(name), countries);
    });
  }

  for (const name of [
    "",
    "eu",
    "eu-west",
    "eu-west-9",
    "eu-west-1x",
    "eu-west-1aa",
    "us-east-1-xyz-1a",
    "us-east-1-bue-1c",
    "us-east-1-bue-2a",
    "use1-xyz1-az1",
    "use1-az0",
    "use1-az16",
    "eu-west-1-wl1-dub-wlz-1",
    "aws-global",
    "global",
    "constructor",
  ]) {
    it(`is not known if it is "${name}"`, () => {
      assert.equal(awsPlace(name), undefined);
    });
  }

  it("has a kind, a region if it is in one, and a partition", () => {
    const { kind, region, partition } = awsPlace("us-gov-west-1b") ?? assert.fail();
    assert.deepEqual([kind, region, partition], ["zone", "us-gov-west-1", "aws-us-gov"]);
    assert.equal(awsPlace("us-east-1-bue-1a")?.kind, "local-zone");
    assert.equal(awsPlace("us-east-1-wl1-bos-wlz-1")?.kind, "wavelength-zone");
    assert.equal(awsPlace("us-east-1-bue-1a")?.region, "us-east-1");
  });

  it("is the same in any letter case and with blanks around it", () => {
    const names = fc.constantFrom(...NAMES).chain((name) => fc.tuple(fc.constant(name), spelled(name)));
    fc.assert(
      fc.property(names, ([name, text]) => {
        assert.equal(awsPlace(text), awsPlace(name));
        assert.equal(awsPlace(text)?.name, name);
      }),
    );
  });

  it("is not known with something appended that nobody has heard of", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), madeUp, (name, suffix) => {
        assert.equal(awsPlace(name + suffix), undefined);
      }),
    );
  });
});

describe("an Availability Zone", () => {
  const regions = fc.constantFrom(...AWS_REGIONS);

  it("is in the country of its region, by its name as by its id", () => {
    fc.assert(
      fc.property(regions, fc.nat({ max: 5 }), ([partition, country, name, prefix], index) => {
        const zones = [`${name}${"abcdef".charAt(index)}`, `${prefix ?? "none"}-az${index + 1}`];
        for (const zone of prefix === undefined ? zones.slice(0, 1) : zones) {
          const place = awsPlace(zone) ?? assert.fail(zone);
          assert.deepEqual(
            [place.kind, place.countries, place.region, place.partition],
            ["zone", [country], name, partition],
          );
        }
      }),
    );
  });

  it("has an id that tells its region", () => {
    const prefixes = AWS_REGIONS.map(([, , , prefix]) => prefix).filter((prefix) => prefix !== undefined);
    assert.equal(new Set(prefixes).size, prefixes.length);
  });
});

describe("a place away from its region", () => {
  it("is of a region that is known, ids of zones included", () => {
    const known = new Map(AWS_REGIONS.map(([, , name, prefix]) => [name, prefix]));
    for (const [, region] of [...AWS_LOCAL_ZONES, ...AWS_WAVELENGTH_ZONES]) {
      assert.notEqual(known.get(region), undefined, region);
    }
  });
});

describe("a partition of AWS", () => {
  it("is known by what ARNs write", () => {
    const partitions = [
      "aws",
      "aws-cn",
      "aws-us-gov",
      "aws-eusc",
      "aws-iso",
      "aws-iso-b",
      "aws-iso-e",
      "aws-iso-f",
    ];
    assert.deepEqual(
      partitions.map((partition) => awsPartition(partition)?.name),
      partitions,
    );
    for (const name of ["", "aw", "aws-", "aws-xx", "arn:aws"])
      assert.equal(awsPartition(name), undefined, name);
  });

  it("tells the country where all its regions are in one", () => {
    assert.deepEqual(awsPartition("aws-eusc")?.countries, ["DE"]);
    assert.deepEqual(awsPartition("aws-cn")?.countries, ["CN"]);
    assert.deepEqual(awsPartition("aws-us-gov")?.regions, ["us-gov-east-1", "us-gov-west-1"]);
    assert.ok(Number(awsPartition("aws")?.countries.length) > 20);
  });

  it("has the regions that are in it", () => {
    for (const { name, partition } of awsRegions()) {
      assert.ok(awsPartition(String(partition))?.regions.includes(name), name);
    }
  });
});
