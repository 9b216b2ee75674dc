import type { ClusterSelector, LabelCondition } from "./declaration/schema.ts";

/** What a selector looks at. */
export interface Selectable {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether a selector takes a cluster: `all`, by name, or by labels that must all hold. */
export function selects(selector: ClusterSelector, cluster: Selectable): boolean {
  if (selector === "all") return true;
  if (Array.isArray(selector)) return selector.includes(cluster.name);
  return Object.entries(selector).every(([key, condition]) => {
    // A label may be called `constructor`, and then is not there by inheritance.
    return holds(condition, Object.hasOwn(cluster.labels, key) ? cluster.labels[key] : undefined);
  });
}

/** The selector in words, for explanations and errors. */
export function describeSelector(selector: ClusterSelector): string {
  if (selector === "all") return "all clusters";
  if (Array.isArray(selector)) return selector.join(", ");
  return Object.entries(selector)
    .map(([key, condition]) => `${key} ${describeCondition(condition)}`)
    .join(" and ");
}

function holds(condition: LabelCondition, value: string | undefined): boolean {
  if (typeof condition === "string") return value === condition;
  if (Array.isArray(condition)) return value !== undefined && condition.includes(value);
  if ("exists" in condition) return (value !== undefined) === condition.exists;
  return value === undefined || !condition.not.includes(value);
}

function describeCondition(condition: LabelCondition): string {
  if (typeof condition === "string") return condition;
  if (Array.isArray(condition)) return `in [${condition.join(", ")}]`;
  if ("exists" in condition) return condition.exists ? "set" : "not set";
  return `not in [${condition.not.join(", ")}]`;
}
