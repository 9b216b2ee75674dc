import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import type { CatalogueEntry } from "../../../policies/residency/catalogue/classify.ts";
import { Analyzer, type AnalyzedResource } from "../analyzer.ts";
import { UNKNOWN } from "../pack-process.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../policies/residency/catalogue");
const PLACES = {
  aws: { allowed: "eu-west-1", foreign: "us-east-1" },
  gcp: { allowed: "europe-west1", foreign: "us-central1" },
};

/** Refused whatever they say, and what AWS takes in us-east-1 only. */
const APART =
  /^(aws:(cloudformation|cloudcontrol|servicecatalog|serverlessrepository|wafv2|acm|cur|ecrpublic)\/|gcp:deploymentmanager\/)/;
/** Places of another cloud. */
const OTHER_CLOUD = /aws|azure|oci|oracle|amazon/i;

/** A property of a type that names a place. */
interface Named {
  readonly cloud: "aws" | "gcp";
  readonly type: string;
  readonly path: readonly string[];
}

/* What the pack says of every property that the SDKs have for a place, whatever it stands in. */
describe("the residency pack, for everything in the catalogue", function () {
  this.timeout("120s");
  let folder: string;
  let pack: Analyzer;
  const named = [...namedPlaces("aws"), ...namedPlaces("gcp")];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-residency-"));
    const file = path.join(folder, "residency.yaml");
    writeFileSync(file, "data: [EEA]\n");
    pack = await Analyzer.start("residency", { RESIDENCY_PROFILE: file });
  });
  after(() => {
    pack.stop();
    rmSync(folder, { recursive: true });
  });

  const isRefused = async (...resources: AnalyzedResource[]) => (await pack.violations(resources)).length > 0;

  it("lets an allowed place pass, and neither a foreign one nor one that is not known", async () => {
    const wrong: string[] = [];
    for (const { cloud, type, path } of named) {
      const { allowed, foreign } = PLACES[cloud];
      for (const [value, refused] of [
        [allowed, false],
        [foreign, true],
        [UNKNOWN, true],
      ] as const) {
        const resource = { type, name: "it", props: propsWith(path, value, allowed) };
        if ((await isRefused(resource)) !== refused) wrong.push(`${type} ${path.join(".")} ${value}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(named.length > 2000, `${named.length} properties`);
  });

  const anyValue = fc.constantFrom("allowed", "foreign", "unknown");
  const anyResource = fc
    .tuple(fc.constantFrom(...named), anyValue)
    .map(([each, value]) => ({ ...each, value }));

  it("is not talked out of a refusal by what stands beside it, nor by the order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyResource, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        async (parts, seed) => {
          const resources = parts.map(({ cloud, type, path, value }, index): AnalyzedResource => {
            const places = { ...PLACES[cloud], unknown: UNKNOWN };
            return {
              type,
              name: `r${index}`,
              props: propsWith(path, places[value], places.allowed),
            };
          });
          const messages = async (order: readonly AnalyzedResource[]) =>
            (await pack.violations(order)).map(({ urn, message }) => `${urn} ${message}`).sort();
          const together = await messages(resources);
          const apart = (await Promise.all(resources.map((each) => messages([each])))).flat().sort();
          assert.deepEqual(together, apart);
          const turned = seed % resources.length;
          assert.deepEqual(
            await messages([...resources.slice(turned), ...resources.slice(0, turned)]),
            together,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

function namedPlaces(cloud: "aws" | "gcp"): Named[] {
  const entries = JSON.parse(readFileSync(path.join(FOLDER, `${cloud}.json`), "utf8")) as Record<
    string,
    CatalogueEntry
  >;
  return Object.entries(entries)
    .filter(([type]) => !APART.test(type))
    .flatMap(([type, { regional, place = [] }]) =>
      [...(regional ? ["region"] : []), ...place].map((each): Named => {
        return { cloud, type, path: each.split(".") };
      }),
    )
    .filter(({ cloud, path }) => cloud === "aws" || !OTHER_CLOUD.test(path.join(".")));
}

/** The property under a list on every other step, beside a place of the resource's own that is allowed. */
function propsWith(path: readonly string[], value: string, allowed: string): object {
  const own = { region: allowed, location: allowed, zone: allowed };
  const [first = "", ...rest] = path;
  const inside = rest.reduceRight<unknown>(
    (held, key, index) => (index % 2 === 0 ? [{ [key]: held }] : { [key]: held }),
    value,
  );
  return { ...own, [first]: inside };
}
