import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { readDeclaration } from "../../fleet/declaration/load.ts";
import { DeclarationError, formatPath } from "../../fleet/declaration/problem.ts";
import { readSource } from "../../fleet/declaration/source.ts";
import { resolveFleet } from "../../fleet/fleet.ts";
import { anyJson, nearlyWellFormed, reversed, wellFormed } from "./arbitraries.ts";
import { GOOD, problemsOf } from "./malformed.ts";
import { makeProject, PROJECT, removeProject } from "./project.ts";

describe("whatever a declaration holds", function () {
  this.timeout(60_000);
  let root: string;
  before(() => (root = makeProject(PROJECT)));
  after(() => {
    removeProject(root);
  });

  /** Refused or not, it is refused in words, with places that are in the text. */
  function readsOrRefuses(text: string): void {
    try {
      readDeclaration(text, root);
    } catch (error) {
      assert.ok(error instanceof DeclarationError, `not a DeclarationError: ${(error as Error).stack ?? ""}`);
      assert.notEqual(error.problems.length, 0);
      const lines = text.split("\n");
      for (const { position, message } of error.problems) {
        assert.ok(position && message !== "");
        if (position.file !== "fleet.yaml") continue;
        assert.ok(position.line >= 1 && position.line <= lines.length, "line");
        assert.ok(
          position.column >= 1 && position.column <= (lines[position.line - 1]?.length ?? 0) + 1,
          "column",
        );
      }
    }
  }

  it("any JSON value is refused as a declaration error", () => {
    fc.assert(fc.property(anyJson.map(print), readsOrRefuses));
  });

  it("any text is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), readsOrRefuses));
  });

  it("any text put somewhere into a good declaration is", () => {
    const spoilt = fc.tuple(fc.nat({ max: GOOD.length }), fc.nat({ max: 9 }), fc.string({ maxLength: 6 }));
    const texts = spoilt.map(([at, cut, put]) => `${GOOD.slice(0, at)}${put}${GOOD.slice(at + cut)}`);
    fc.assert(fc.property(texts, readsOrRefuses), { numRuns: 150 });
  });

  it("any JSON value put somewhere into a good declaration is", () => {
    fc.assert(fc.property(nearlyWellFormed.map(print), readsOrRefuses), { numRuns: 150 });
  });

  it("a well-formed one loads, as JSON and as YAML", () => {
    fc.assert(
      fc.property(wellFormed, (value) => {
        assert.deepEqual(problemsOf(JSON.stringify(value), root), []);
        assert.deepEqual(
          readDeclaration(stringify(value), root),
          readDeclaration(JSON.stringify(value), root),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("the order of its keys has no influence on the fleet", () => {
    fc.assert(
      fc.property(wellFormed, (value) => {
        const [fleet, other] = [value, reversed(value)].map((each) =>
          resolveFleet(readDeclaration(JSON.stringify(each), root)),
        );
        assert.deepEqual(fleet, other);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the position of any path", function () {
  this.timeout(60_000);
  it("is where its value or its key stands in the text", () => {
    fc.assert(
      fc.property(wellFormed, (value) => {
        const text = JSON.stringify(value, null, 2);
        const lines = text.split("\n");
        const source = readSource("f", text);
        assert.deepEqual(source.value, value);
        const from = ({ line, column }: { line: number; column: number }) =>
          lines[line - 1]?.slice(column - 1) ?? "";
        for (const { path, leaf } of leavesOf(value)) {
          const key = path.at(-1);
          assert.ok(from(source.positionOf(path)).startsWith(JSON.stringify(leaf)), formatPath(path));
          if (typeof key === "string")
            assert.ok(from(source.positionOf(path, true)).startsWith(JSON.stringify(key)));
          assert.deepEqual(source.positionOf([...path, "no", "such"]), source.positionOf(path, true));
        }
      }),
      { numRuns: 50 },
    );
  });
});

function print(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

function leavesOf(
  value: unknown,
  path: (string | number)[] = [],
): { path: (string | number)[]; leaf: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => leavesOf(inner, [...path, index]));
  if (typeof value !== "object" || value === null) return [{ path, leaf: value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
