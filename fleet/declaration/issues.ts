import { z } from "zod";
import { descriptionOf, kindOf, literalsOf, optionsOf } from "./expectation.ts";
import { nearest, suggest } from "./nearest.ts";
import type { PathProblem } from "./problem.ts";
import { knownKeys, schemaAt, valueAt, type Schema } from "./schema-walk.ts";
import { describeGiven, describeType, either } from "./words.ts";

type Issue = z.core.$ZodIssue;
type IssueOf<Code extends Issue["code"]> = Extract<Issue, { code: Code }>;
type Words = Pick<PathProblem, "message" | "hint">;

/** What was read, and with which schema: zod's issues say neither. */
interface Reading {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  /** Where the value stands in the document. */
  readonly prefix: readonly PropertyKey[];
}

/** Says zod's issues in the words of this project: what was given, what is expected, what was likely meant. */
export function describeIssues(
  schema: z.core.$ZodType,
  value: unknown,
  issues: readonly Issue[] = [],
): PathProblem[] {
  return describeAll(issues, { schema, value, prefix: [] });
}

function describeAll(issues: readonly Issue[], reading: Reading): PathProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return unknownKeys(issue, reading);
    if (issue.code === "invalid_key") return refusedKey(issue, reading);
    const at: Reading = {
      schema: schemaAt(reading.schema, reading.value, issue.path) ?? z.unknown(),
      value: valueAt(reading.value, issue.path),
      prefix: [...reading.prefix, ...issue.path],
    };
    if (issue.code === "invalid_union" && issue.discriminator === undefined && at.value !== undefined) {
      return noBranch(issue, at);
    }
    return [{ path: at.prefix, ...(at.value === undefined ? missing(issue, at) : wrongValue(issue, at)) }];
  });
}

function unknownKeys(
  { path, keys }: IssueOf<"unrecognized_keys">,
  { schema, value, prefix }: Reading,
): PathProblem[] {
  const known = knownKeys(schemaAt(schema, value, path), valueAt(value, path));
  const message = "is not a known key";
  return keys.map((key) => {
    return { path: [...prefix, ...path, key], onKey: true, message, hint: suggest(key, known) };
  });
}

/** zod does not look behind a key that it refuses; we do, so that all is reported at once. */
function refusedKey({ path, issues }: IssueOf<"invalid_key">, reading: Reading): PathProblem[] {
  const prefix = [...reading.prefix, ...path];
  const onKey = issues.map(({ message }): PathProblem => ({ path: prefix, onKey: true, message }));
  const schema = schemaAt(reading.schema, reading.value, path);
  if (schema === undefined) return onKey;
  const value = valueAt(reading.value, path);
  const { error } = z.core.safeParse(schema, value);
  return [...onKey, ...describeAll(error?.issues ?? [], { schema, value, prefix })];
}

/** If one branch of a union takes the kind of value that was given, what is wrong is what that branch says. */
function noBranch(
  { errors, message }: IssueOf<"invalid_union">,
  { schema, value, prefix }: Reading,
): PathProblem[] {
  const options = optionsOf(schema as Schema);
  const branches = errors.map((issues, index) => ({ issues, schema: options[index] }));
  const [best, ...others] = fitting(branches);
  if (best?.schema && others.length === 0) {
    return describeAll(best.issues, { schema: best.schema, value, prefix });
  }
  const near = typeof value === "string" ? nearest(value, literalsOf(options)) : undefined;
  const expected = message.startsWith("expected") ? message : `expected ${kindOf(schema as Schema)}`;
  return [{ path: prefix, message: `${expected}, got ${describeGiven(value)}`, ...didYouMean(near) }];
}

/** The branches that accept this kind of value, and among those the ones that know its keys. */
function fitting<T extends { issues: readonly Issue[] }>(branches: readonly T[]): T[] {
  const without = (codes: readonly string[]) => (branch: T) =>
    !branch.issues.some(({ path, code }) => path.length === 0 && codes.includes(code));
  const sameKind = branches.filter(without(["invalid_type", "invalid_value"]));
  const sameKeys = sameKind.filter(without(["unrecognized_keys"]));
  return sameKeys.length === 1 ? sameKeys : sameKind;
}

/** What a missing value is for, or at least what kind it is of. */
function missing(issue: Issue, { schema }: Reading): Words {
  const choices = "options" in issue ? issue.options?.map(String) : undefined;
  const hint = choices ? undefined : descriptionOf(schema as Schema);
  return {
    message: "is missing",
    hint: hint ?? `expected ${choices ? either(choices) : kindOf(schema as Schema)}`,
  };
}

function wrongValue(issue: Issue, { schema, value }: Reading): Words {
  switch (issue.code) {
    case "invalid_type": {
      const expected = issue.expected === "number" ? kindOf(schema as Schema) : describeType(issue.expected);
      return wrongType(expected, value, schema as Schema);
    }
    case "invalid_value":
      return wrongChoice(issue.values, value);
    case "invalid_union":
      return wrongChoice("options" in issue ? (issue.options ?? []) : [], value);
    case "too_small":
      return { message: outOfBounds("at least", issue.minimum, value) };
    case "too_big":
      return { message: outOfBounds("at most", issue.maximum, value) };
    default:
      return { message: issue.message };
  }
}

function wrongType(expected: string, given: unknown, schema: Schema): Words {
  const message = `expected ${expected}, got ${describeGiven(given)}`;
  const hint = wrongTypeHint(expected, given, schema);
  return hint === undefined ? { message } : { message, hint };
}

/** YAML reads 1.35 as a number and "3" as a text; a scalar where a list belongs is mostly a list of one. */
function wrongTypeHint(expected: string, given: unknown, schema: Schema): string | undefined {
  const accepts = (value: unknown) => z.core.safeParse(schema, value).success;
  if (typeof given === "number" || typeof given === "boolean") {
    if (expected === "text") return accepts(String(given)) ? "put it in quotes" : descriptionOf(schema);
  }
  if (typeof given === "string" && expected.endsWith("number") && accepts(Number(given)))
    return "remove the quotes";
  if (typeof given === "string" && accepts([given])) return `a list of one is written [${given}]`;
  return undefined;
}

function wrongChoice(choices: readonly unknown[], given: unknown): Words {
  const names = choices.map(String);
  const near = typeof given === "string" && names.length > 1 ? nearest(given, names) : undefined;
  return { message: `expected ${either(names)}, got ${describeGiven(given)}`, ...didYouMean(near) };
}

function outOfBounds(bound: string, limit: number | bigint, given: unknown): string {
  if (given === "") return "expected text, got an empty one";
  if (typeof given === "string") return `expected ${bound} ${limit} characters, got ${given.length}`;
  if (typeof given === "number") return `expected ${bound} ${limit}, got ${given}`;
  return `expected ${bound} ${limit === 1 ? "one item" : `${limit} items`}, got ${describeGiven(given)}`;
}

function didYouMean(near: string | undefined): Pick<Words, "hint"> {
  return near === undefined ? {} : { hint: `did you mean "${near}"?` };
}
