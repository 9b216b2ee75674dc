import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Analyzer, urnOf, type Violation } from "../analyzer.ts";
import { corpus, type Case } from "./corpus.ts";

/* Verdicts of the pack as the engine gets them: over its own protocol, from the process that the engine would start. */
describe("the residency pack", function () {
  this.timeout("60s");
  let folder: string;
  const packs = new Map<string, Promise<Analyzer>>();

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-residency-"));
  });
  after(async () => {
    for (const pack of packs.values()) (await pack).stop();
    rmSync(folder, { recursive: true });
  });

  function packFor(profile: object): Promise<Analyzer> {
    const text = JSON.stringify(profile);
    const known = packs.get(text);
    if (known !== undefined) return known;
    const file = path.join(folder, `profile-${packs.size}.json`);
    writeFileSync(file, text);
    const started = Analyzer.start("residency", { RESIDENCY_PROFILE: file });
    packs.set(text, started);
    return started;
  }

  async function refusals({ profile, resources }: Pick<Case, "profile" | "resources">): Promise<Violation[]> {
    const found = await (await packFor(profile)).violations(resources);
    assert.deepEqual(
      found.filter(({ mandatory }) => !mandatory),
      [],
      "advice stops nothing",
    );
    return found;
  }

  for (const { about, cases } of corpus()) {
    describe(about, () => {
      for (const each of cases) {
        it(each.says, async () => {
          const found = await refusals(each);
          const wanted = each.resources.filter(({ name }) => each.refused.includes(name));
          for (const resource of wanted) {
            const urn = urnOf(resource, each.resources);
            assert.ok(
              found.some((violation) => violation.urn === urn),
              `${resource.name} is refused: ${describeAll(found)}`,
            );
          }
          const others = wanted.map((resource) => urnOf(resource, each.resources));
          // A provider or component may be refused together with what it is for.
          const wrong = found.filter(
            ({ urn }) =>
              !others.includes(urn) && !(each.refused.length > 0 && /::(provider|above)$/.test(urn)),
          );
          assert.deepEqual(
            wrong.map(({ urn, message }) => `${urn} ${message}`),
            [],
          );
        });
      }
    });
  }
});

function describeAll(found: readonly Violation[]): string {
  return found.map(({ urn, message }) => `${urn}: ${message}`).join("\n") || "nothing is";
}
