import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { awsPlace } from "../../../fleet/places/aws.ts";
import { gcpPlace } from "../../../fleet/places/gcp.ts";
import { isGlobal } from "../../../fleet/places/place.ts";

/*
 * Names of places in the texts and types of the SDKs: those that a newer one adds are to be classified. There is no SDK
 * of Azure here to compare with.
 */

const DIRECTION = "(?:central|(?:north|south)(?:east|west)?|east|west)";

/** A region of AWS by its shape, with what may follow: a zone, or a Local or Wavelength Zone and its zone. */
const AWS = new RegExp(
  `(?<![\\w.-])[a-z]{2,4}(?:-gov|-iso[a-z]?|-de)?-${DIRECTION}-[0-9](?:[a-z]|-[a-z]{3}-[0-9][a-z]?|-wl[0-9]-[a-z]{3}-wlz-[0-9])?(?![\\w-])`,
  "g",
);
const AWS_ZONE_ID = /(?<![\w.-])[a-z]{2,5}[0-9](?:-[a-z]{3}[0-9])?-az[0-9](?![\w-])/g;
const AWS_REGION_OF_ENUM = /: "((?:[a-z]+-)+[0-9])"/g;

const GCP = new RegExp(
  `(?<![\\w.-])(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-${DIRECTION}[0-9]{1,2}(?:-(?:ai[0-9])?[a-z](?:-r[0-9])?)?(?![\\w-])`,
  "gi",
);
const GCP_AREA = /(?<![\w.-])(?:nam|eur|asia)[0-9]{1,2}(?![\w-])/gi;
const GCP_LOCATION = /\b(?:location|region|zone|locationId|dataLocations): \[?"([A-Za-z0-9-]+)"/g;

/** Examples in the texts: placeholders, slips, a region of AWS, and a zone that is no more. */
const NO_PLACES = new Set([
  ...["location", "my-location", "region", "REGION", "your-region"],
  ...["us-centra1", "us-centra1-a", "use-central1"],
  "us-east-1",
  "us-east1-a",
]);

const namesIn = (text: string, shapes: readonly RegExp[]) =>
  shapes.flatMap((shape) => [...text.matchAll(shape)].map(([whole, name = whole]) => name));

function namesInSdk(sdk: string, shapes: readonly RegExp[]): string[] {
  const files = globSync(`node_modules/@pulumi/${sdk}/**/*.d.ts`);
  return [...new Set(files.flatMap((file) => namesIn(readFileSync(file, "utf8"), shapes)))];
}

describe("the places that the SDK knows", () => {
  it("of AWS are all classified", () => {
    const names = namesInSdk("aws", [AWS, AWS_ZONE_ID]);
    assert.ok(names.includes("eu-west-1") && names.includes("use1-az6"), "finds no names any more");
    assert.deepEqual(
      names.filter((name) => awsPlace(name) === undefined),
      [],
    );
  });

  it("of AWS by its enumeration of regions are all regions", () => {
    const declared = readFileSync("node_modules/@pulumi/aws/types/enums/index.d.ts", "utf8");
    const names = namesIn(declared, [AWS_REGION_OF_ENUM]);
    assert.ok(names.length >= 46, `only ${names.length}`);
    assert.deepEqual(
      names.filter((name) => awsPlace(name)?.kind !== "region"),
      [],
    );
  });

  it("of Google Cloud are all classified", () => {
    const names = namesInSdk("gcp", [GCP, GCP_AREA, GCP_LOCATION]);
    assert.ok(names.includes("europe-west1") && names.includes("EU"), "finds no names any more");
    assert.deepEqual(
      names.filter((name) => !NO_PLACES.has(name) && !isGlobal(name) && gcpPlace(name) === undefined),
      [],
    );
  });
});
