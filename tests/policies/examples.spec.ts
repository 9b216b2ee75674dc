import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { registrationsOf } from "../components/schemas/objects.ts";
import type { Registration } from "../components/recorder.ts";
import { plain } from "../components/values.ts";
import { makeProject, removeProject } from "../declaration/project.ts";
import { Analyzer, type AnalyzedResource } from "./analyzer.ts";
import { Analyzer as Guardrails } from "./guardrails/analyzer.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

/** What the declarations deploy. */
const MANIFESTS = Object.fromEntries(
  globSync("examples/{storefront,gateway,patient-records}/**/*.yaml", { cwd: ROOT }).map((file) => [
    file,
    read(file),
  ]),
);

/** Each with places that its profile does not allow, in the words of the clouds it is on. */
const EXAMPLES: readonly { name: string; foreign: readonly (readonly [own: string, foreign: string])[] }[] = [
  {
    name: "gke",
    foreign: [
      ["europe-west3", "us-central1"],
      ["europe-west1", "asia-east1"],
    ],
  },
  {
    name: "mixed",
    foreign: [
      ["europe-west3", "us-central1"],
      ["eu-west-1", "us-east-1"],
    ],
  },
];

/** Where a resource is follows from another one that is named in it, or it is nowhere. */
const PLACELESS =
  /^aws:iam\/|^gcp:(compute\/(network:|routerNat:|firewall:)|kms\/cryptoKey|projects\/|serviceaccount\/|artifactregistry\/)/;

const isCloud = ({ type }: Registration) => /^(gcp|aws):/.test(type);

/* The packs on what is shipped: the stacks of each example as they are registered, over the engine's own protocol. */
for (const { name, foreign } of EXAMPLES) {
  describe(`the example ${name}, under the packs`, function () {
    this.timeout("60s");
    const text = read(`examples/${name}/fleet.yaml`);
    let root: string;
    let residency: Analyzer;
    let guardrails: Guardrails;
    let seen: Registration[];

    before(async () => {
      root = makeProject({
        "fleet.yaml": text,
        "Pulumi.yaml": "name: acme\nruntime: nodejs\n",
        ...MANIFESTS,
      });
      residency = await Analyzer.start("residency", {}, root);
      guardrails = await Guardrails.start(read("guardrails.yaml"));
      seen = await registrationsOf(text, {
        files: MANIFESTS,
        config: { "archipelago:backupPassword": "password-of-the-test" },
      });
    });
    after(() => {
      residency.stop();
      guardrails.stop();
      removeProject(root);
    });

    it("makes clusters of its cloud", () => {
      assert.ok(seen.filter(({ type }) => /(container|eks)\/cluster:Cluster$/.test(type)).length >= 2);
    });

    it("is refused nothing by residency", async () => {
      assert.deepEqual(await refused(residency, seen), []);
    });

    it("is refused nothing by the guardrails", async () => {
      const found = seen.map(async ({ type, name: resource, urn, protect, provider, inputs }) => {
        const [reference] = provider.split("::").slice(3);
        const args = { type, name: resource, urn, protect, props: inputs, provider: reference ?? null };
        return (await guardrails.analyze(args)).map(
          ({ rule, message }) => `${type} ${resource}: ${rule}: ${message}`,
        );
      });
      assert.deepEqual((await Promise.all(found)).flat(), []);
    });

    for (const [own, other] of foreign) {
      it(`is refused with ${other} for ${own}, wherever it stands`, async () => {
        const moved = seen.map((each) => ({
          ...each,
          // Cloud Storage writes its places in capitals.
          inputs: JSON.parse(
            JSON.stringify(each.inputs)
              .replaceAll(own, other)
              .replaceAll(own.toUpperCase(), other.toUpperCase()),
          ) as Record<string, unknown>,
        }));
        const changed = moved.filter(
          (each, index) =>
            isCloud(each) &&
            !PLACELESS.test(each.type) &&
            JSON.stringify(each.inputs) !== JSON.stringify(seen[index]?.inputs),
        );
        assert.ok(changed.length >= 3);
        const found = await refused(residency, moved);
        for (const { type, urn } of changed)
          assert.ok(
            found.some((line) => line.startsWith(urn)),
            `${type} ${urn} is let through:\n${found.join("\n")}`,
          );
      });
    }
  });
}

/** What the pack refuses, stack by stack, as `<URN>: <why>`. */
async function refused(pack: Analyzer, seen: readonly Registration[]): Promise<string[]> {
  const stacks = Map.groupBy(seen, ({ urn }) => urn.split(":")[2] ?? "");
  const found: string[] = [];
  for (const registrations of stacks.values()) {
    const resources = [...registrations].sort((a, b) => rank(a) - rank(b)).map(analyzed);
    for (const { urn, message } of await pack.violations(resources)) found.push(`${urn}: ${message}`);
  }
  return found;
}

/** Providers first: a name is looked up from the start, and clusters have the name of theirs. */
function rank({ type }: Registration): number {
  return type.startsWith("pulumi:providers:") ? 0 : 1;
}

function analyzed({ type, name, urn, inputs, provider }: Registration): AnalyzedResource {
  const [, , , reference] = provider.split("::");
  return {
    type,
    name,
    urn,
    props: plain(inputs) as object,
    ...(reference === undefined || reference === "" ? {} : { provider: reference }),
  };
}
