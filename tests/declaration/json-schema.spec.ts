import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { declarationJsonSchema, SCHEMA_FILE } from "../../fleet/declaration/json-schema.ts";
import { GOOD } from "./malformed.ts";

const ROOT = path.join(import.meta.dirname, "../..");
type Json = Record<string, unknown>;

describe("the JSON Schema of a declaration", () => {
  const text = declarationJsonSchema();
  const schema = JSON.parse(text) as Json & { properties: Record<string, Json> };
  const validator = z.fromJSONSchema(schema);
  const accepts = (value: unknown) => validator.safeParse(value).success;
  const good = () => parse(GOOD) as { environments: Json & { local: Json }; workloads: { web: Json } } & Json;

  it(`stands in ${SCHEMA_FILE} (if not: npm run schema)`, () => {
    assert.equal(readFileSync(path.join(ROOT, SCHEMA_FILE), "utf8"), text);
  });

  it("is the same each time", () => {
    assert.equal(declarationJsonSchema(), text);
  });

  it("is of a draft that editors know", () => {
    assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
  });

  it("accepts the declaration that is shipped, which points to it", () => {
    const shipped = readFileSync(path.join(ROOT, "fleet.yaml"), "utf8");
    assert.match(shipped, new RegExp(`^# yaml-language-server: \\$schema=\\./${SCHEMA_FILE}$`, "m"));
    assert.ok(accepts(parse(shipped)));
  });

  it("asks for no value that has a default", () => {
    assert.ok(accepts(good()));
    assert.deepEqual(schema.required, ["name", "environments"]);
  });

  it("keeps the pattern of keys", () => {
    const pattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";
    for (const map of ["environments", "residency", "workloads"]) {
      assert.deepEqual(
        schema.properties[map]!.propertyNames,
        { type: "string", maxLength: 63, pattern },
        map,
      );
    }
  });

  it("says what each key of the document is for", () => {
    for (const [key, { description }] of Object.entries(schema.properties)) assert.ok(description, key);
  });

  const malformed: Record<string, (value: ReturnType<typeof good>) => void> = {
    "an unknown key": (value) => (value.colour = "red"),
    "a missing key": (value) => delete value.environments.local.hub,
    "a value of the wrong type": (value) => (value.environments.local.hub = 3),
    "a key that is not a name": (value) => (value.environments["Not A Name"] = value.environments.local),
    "an unknown back end": (value) => (value.workloads.web.backend = "hope"),
    "a selector that is none": (value) => (value.workloads.web.placement = { clusters: "al" }),
  };
  for (const [name, spoil] of Object.entries(malformed)) {
    it(`refuses ${name}`, () => {
      const value = good();
      spoil(value);
      assert.equal(accepts(value), false);
    });
  }
});
