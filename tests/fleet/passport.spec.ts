import assert from "node:assert/strict";
import { z } from "zod";
import { passport, passports } from "../../fleet/passport.ts";
import { cluster } from "./arbitraries.ts";
import { environment, passportOf, tokenOf } from "./environments.ts";

const dub = cluster("dub", "eu-west-1", { podCidr: "10.10.0.0/16", serviceCidr: "10.11.0.0/16" });
const iad = cluster("iad", "us-east-1");
const local = environment([dub, iad]);
const good = passportOf(dub, local);
const pad = good.landingPads.istio!;

/** What is wrong with the passport after these facts of it were replaced. */
function problems(facts: object): string[] {
  const { error } = passport.safeParse({ ...good, ...facts });
  const found = error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
  assert.ok(!found.join("\n").includes("canary"), "a message repeats a token");
  return found;
}

describe("a passport", () => {
  it("is read as it was written", () => {
    for (const each of [good, passportOf(iad, local), passportOf(dub, { ...local, mesh: undefined })])
      assert.deepEqual(passport.parse(structuredClone(each)), each);
  });

  it("of a later program may tell more than is understood here", () => {
    const later = {
      ...good,
      zone: "a",
      landingPads: { ...good.landingPads, istio: { ...pad, expires: "never" } },
    };
    assert.deepEqual(passport.parse(later), good);
  });

  it("may have landing pads of some kinds only, or none", () => {
    assert.deepEqual(problems({ landingPads: { hub: pad } }), []);
    assert.deepEqual(problems({ landingPads: {} }), []);
  });

  const wrong: [string, object, string][] = [
    ["another contract", { contract: 2 }, "contract: Invalid input: expected 1"],
    ["no address", { endpoint: "dub.example" }, "endpoint: Invalid URL"],
    ["a certificate authority in plain", { ca: "-----BEGIN" }, "ca: Invalid base64-encoded string"],
    ["no certificate authority", { ca: "" }, "ca: Too small: expected string to have >=1 characters"],
    ["no identifier", { identifier: "" }, "identifier: Too small: expected string to have >=1 characters"],
    [
      "a country in words",
      { jurisdiction: { country: "Ireland", groups: [] } },
      "jurisdiction.country: Too big: expected string to have exactly 2 characters",
    ],
    [
      "a mesh without a trust domain",
      { mesh: { kind: "istio", id: "acme" } },
      "mesh.trustDomain: Invalid input: expected string, received undefined",
    ],
    [
      "an empty token",
      { landingPads: { istio: { ...pad, token: "" } } },
      "landingPads.istio.token: Too small: expected string to have >=1 characters",
    ],
    [
      "no token",
      { landingPads: { istio: { ...pad, token: undefined } } },
      "landingPads.istio.token: Invalid input: expected string, received undefined",
    ],
    [
      "a third slot",
      { landingPads: { istio: { ...pad, slot: tokenOf("dub", "c") } } },
      "landingPads.istio.slot: expected slot a or b, or from the second time on a2, b2, a3 and so on",
    ],
  ];
  for (const [title, facts, message] of wrong) {
    it(`with ${title} is refused, with the path and without the value`, () => {
      assert.deepEqual(problems(facts), [message]);
    });
  }

  it("passes over a landing pad of a kind that a newer program may have", () => {
    assert.deepEqual(problems({ landingPads: { linkerd: pad } }), []);
  });

  it("marks what is secret in it, which are the tokens", () => {
    const { properties } = z.toJSONSchema(passport) as { properties: Record<string, object> };
    const secrets = Object.entries(properties)
      .filter(([, schema]) => JSON.stringify(schema).includes('"secret":true'))
      .map(([name]) => name);
    assert.deepEqual(secrets, ["landingPads"]);
  });
});

describe("passports", () => {
  it("are told apart by their cluster, and problems by it too", () => {
    const both = { dub: good, iad: passportOf(iad, local) };
    assert.deepEqual(passports.parse(both), both);
    const { error } = passports.safeParse({ ...both, iad: { ...both.iad, version: "" } });
    assert.deepEqual(
      error?.issues.map(({ path }) => path),
      [["iad", "version"]],
    );
  });
});
