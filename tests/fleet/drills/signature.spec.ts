import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { canonicalJson } from "../../../fleet/canonical-json.ts";
import { drillRecord, recordOf, type DrillRecord } from "../../../fleet/drills/record.ts";
import { isSignedBy, printPublicKey, readPublicKey, signRecord } from "../../../fleet/drills/signature.ts";
import { drillFacts } from "./records.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const record = recordOf(drillFacts({ notes: ["one", "two"] }));

describe("the signature of a record", () => {
  const signature = signRecord(record, privateKey);

  it("is known by the public key as a declaration has it", () => {
    const line = printPublicKey(privateKey);
    assert.match(line, /^ed25519:[A-Za-z0-9+/]{43}=$/);
    assert.equal(printPublicKey(publicKey), line);
    assert.ok(isSignedBy(record, signature, readPublicKey(line)!));
  });

  it("is of the record, whatever the order of its fields in the file", () => {
    const again = drillRecord.parse(JSON.parse(canonicalJson(record)));
    assert.ok(isSignedBy(again, signature, publicKey));
  });

  it("is not of another key, another record, or another signature", () => {
    assert.ok(!isSignedBy(record, signature, generateKeyPairSync("ed25519").publicKey));
    assert.ok(!isSignedBy(record, signRecord({ ...record, id: "other" }, privateKey), publicKey));
    for (const nothing of ["", "ed25519:", "ed25519:AAAA", signature.slice(8), `${signature}x`])
      assert.ok(!isSignedBy(record, nothing, publicKey), nothing);
  });

  it("is not of a record in which any one value is another", () => {
    const paths = leaves(record);
    fc.assert(
      fc.property(fc.constantFrom(...paths), (path) => {
        const changed = structuredClone(record) as unknown as Record<string, unknown>;
        const last = path.at(-1)!;
        const parent = path.slice(0, -1).reduce((node, key) => node[key] as Record<string, unknown>, changed);
        parent[last] = parent[last] === "x" ? "y" : "x";
        assert.ok(!isSignedBy(changed as unknown as DrillRecord, signature, publicKey), path.join("."));
      }),
    );
  });

  it("has no key that is not 32 bytes in base64 behind its name", () => {
    const line = printPublicKey(publicKey);
    for (const text of ["", "rsa:AAAA", line.slice(0, -4), `${line}AAAA`, line.replace("ed25519:", "")])
      assert.equal(readPublicKey(text), undefined, text);
  });
});

function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
