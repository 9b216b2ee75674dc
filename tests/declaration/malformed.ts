import assert from "node:assert/strict";
import { DeclarationError, formatProblem } from "../../fleet/declaration/problem.ts";
import { readDeclaration } from "../../fleet/declaration/load.ts";
import { makeProject, PROJECT, removeProject } from "./project.ts";

/** A declaration without mistakes; those of the tables are small edits of it. */
export const GOOD = `name: acme
residency:
  eu-only: { data: [EEA] }
environments:
  local:
    hub: dub
    regions:
      eu-west-1:
        country: IE
        clusters:
          dub: { provisioner: { kind: kwok }, network: net, podCidr: 10.10.0.0/16 }
      us-east-1:
        country: US
        clusters:
          iad: { provisioner: { kind: kwok }, network: net, podCidr: 10.20.0.0/16 }
  stage:
    hub: fra
    regions:
      eu-central-1: { country: DE, clusters: { fra: { provisioner: { kind: kwok } } } }
workloads:
  web:
    environments: [local]
    manifests: web.yaml
  db:
    environments: [local, stage]
    manifests: db
`;

/** One row: what is wrong, how the good declaration becomes so, and every line of the error. */
export interface Malformed {
  readonly name: string;
  /** Replaced in the good declaration, each pair once; or the whole text. */
  readonly edit: readonly (readonly [from: string, to: string])[] | string;
  readonly problems: readonly string[];
}

/** A test per row: the declaration is refused with exactly these lines. */
export function refuses(rows: readonly Malformed[]): void {
  let root: string;
  const { stackTraceLimit } = Error;
  before(() => {
    root = makeProject(PROJECT);
    // mocha asks for whole stack traces; where the parser exhausts the stack, making a thousand of them takes a minute.
    Error.stackTraceLimit = 10;
  });
  after(() => {
    removeProject(root);
    Error.stackTraceLimit = stackTraceLimit;
  });
  for (const { name, edit, problems } of rows) {
    it(name, () => {
      assert.deepEqual(problemsOf(edited(edit), root), problems);
    });
  }
}

/** The lines of the error with which a declaration is refused; none if it is not. */
export function problemsOf(text: string, root: string): string[] {
  try {
    readDeclaration(text, root);
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    return error.problems.map(formatProblem);
  }
}

export function edited(edit: Malformed["edit"]): string {
  if (typeof edit === "string") return edit;
  return edit.reduce((text, [from, to]) => {
    assert.equal(text.split(from).length, 2, `"${from}" must stand in the declaration once`);
    return text.replace(from, () => to);
  }, GOOD);
}
