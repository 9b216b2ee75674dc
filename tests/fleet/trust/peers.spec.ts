import assert from "node:assert/strict";
import type { TrustFacts } from "../../../fleet/trust/material.ts";
import { expiryWarnings, trustProblems } from "../../../fleet/trust/peers.ts";

const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const facts = (root: string, ...roots: string[]): TrustFacts => ({
  root,
  ...(roots.length === 0 ? {} : { roots }),
  issuer: "f".repeat(64),
  expires: "2027-11-24T00:00:00.000Z",
});

/** What is wrong with the trust of a peer, from where dub stands. */
function problems(own: TrustFacts, peer: TrustFacts | undefined): string[] {
  const passport = { environment: "local", region: "us-east-1", cluster: "iad", trust: peer };
  return trustProblems(new Map([["dub", own]]), [passport]);
}

describe("the trust of peers", () => {
  it("is right with the same root, and is not asked for before there is any", () => {
    assert.deepEqual(problems(facts(a), facts(a)), []);
    assert.deepEqual(problems(facts(a), undefined), []);
    assert.deepEqual(trustProblems(new Map(), []), []);
  });

  it("is an error with a foreign root, and names both", () => {
    assert.deepEqual(problems(facts(a), facts(b)), [
      `local-us-east-1: passports.iad.trust.root: ${b} is foreign; cluster dub has ${a} and accepts ${a}. ` +
        "Clusters of one mesh have one root: see docs/trust.md, also for its exchange.",
    ]);
  });

  it("is mutual at every step of an exchange, and not if a step is left out", () => {
    const steps = [facts(a), facts(a, a, b), facts(b, b, a), facts(b)];
    steps.forEach((own, index) => {
      steps.forEach((peer, other) => {
        const together = Math.abs(index - other) <= 1;
        assert.equal(problems(own, peer).length, together ? 0 : 1, `${index} and ${other}`);
      });
    });
  });

  it("takes more than a root in common: each has to accept the one that signs for the other", () => {
    assert.equal(problems(facts(a, a, b), facts(c, c, b)).length, 1);
  });

  it("holds between the clusters of one stack as well", () => {
    const own = new Map([
      ["dub", facts(a)],
      ["lon", facts(b)],
    ]);
    assert.match(trustProblems(own, []).join(), /^cluster lon\.trust\.root: b+ is foreign/);
  });
});

describe("a warning of certificates that end", () => {
  const at = (now: string) =>
    expiryWarnings("prod", new Map([["dub", { expires: "2027-03-01T00:00:00.000Z" }]]), new Date(now));

  it("begins sixty days before, and tells the day", () => {
    assert.deepEqual(at("2026-12-31T00:00:00Z"), []);
    assert.deepEqual(at("2027-01-01T00:00:00Z"), [
      'Cluster "dub": a certificate of its mesh ends on 2027-03-01T00:00:00.000Z, in 59 days. To see which: npx fleet trust show prod',
    ]);
  });

  it("does not stop when they have ended", () => {
    assert.match(at("2027-03-02T00:00:00Z").join(), /has ended on 2027-03-01/);
  });
});
