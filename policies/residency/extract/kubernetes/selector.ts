import type { Choice } from "../../facts.ts";
import { at, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { entriesOf } from "../cluster.ts";

/**
 * A label selector as a test. `all` if it leaves nobody out, or only says who is left out: then whoever comes later is
 * in. `unknown` if a part of it is not known. A label whose value is not known is taken to match.
 */
export function matcherOf(selector: Tree | undefined): Choice["matches"] | "all" | "unknown" {
  if (
    selector === UNKNOWN ||
    at(selector, "matchLabels") === UNKNOWN ||
    at(selector, "matchExpressions") === UNKNOWN
  )
    return "unknown";
  const equal = entriesOf(at(selector, "matchLabels"));
  const expressions = listOf(at(selector, "matchExpressions"));
  if (equal.some(([, value]) => value === UNKNOWN) || expressions.some(hasUnknown)) return "unknown";
  const bounded =
    equal.length > 0 || expressions.some((each) => /^(In|Exists)$/.test(text(at(each, "operator")) ?? ""));
  if (!bounded) return "all";
  return (labels) =>
    equal.every(([key, value]) => labels[key] === UNKNOWN || labels[key] === value) &&
    expressions.every((each) => holds(each, labels));
}

function hasUnknown(expression: Tree): boolean {
  return (
    ["key", "operator", "values"].some((part) => {
      const value = at(expression, part);
      return value === UNKNOWN || listOf(value).includes(UNKNOWN);
    }) || expression === UNKNOWN
  );
}

function holds(expression: Tree, labels: Readonly<Record<string, Tree>>): boolean {
  const key = text(at(expression, "key")) ?? "";
  const values = listOf(at(expression, "values"));
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (value === UNKNOWN) return true;
  switch (text(at(expression, "operator"))) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return true;
  }
}
