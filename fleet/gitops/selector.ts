import type { ClusterSelector, LabelCondition } from "../declaration/schema.ts";
import { byName } from "../fleet.ts";
import { ENVIRONMENT_LABEL, memberLabel } from "./labels.ts";

/** A condition of a Kubernetes label selector. */
export interface Expression {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** The members of an environment that a selector takes, in the words of Kubernetes. The same clusters as `selects`. */
export function memberExpressions(selector: ClusterSelector, environment: string): Expression[] {
  const within: Expression = { key: ENVIRONMENT_LABEL, operator: "In", values: [environment] };
  if (selector === "all") return [within];
  if (Array.isArray(selector))
    return [within, { key: memberLabel("name"), operator: "In", values: [...selector].sort() }];
  return [
    within,
    ...byName(selector).map(([key, condition]) => ({ key: memberLabel(key), ...operation(condition) })),
  ];
}

function operation(condition: LabelCondition): Omit<Expression, "key"> {
  if (typeof condition === "string") return { operator: "In", values: [condition] };
  if (Array.isArray(condition)) return { operator: "In", values: condition };
  if ("exists" in condition) return { operator: condition.exists ? "Exists" : "DoesNotExist" };
  // As in `selects`, a cluster without the label is taken: so it is with Kubernetes.
  return { operator: "NotIn", values: condition.not };
}
