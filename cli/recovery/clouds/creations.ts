import type { PendingOperation } from "../../engine/deployment.ts";
import { AWS_TYPES } from "./aws-table.ts";
import { isKnownToGcp } from "./gcp.ts";

const PREFIXES: readonly string[] = ["aws:", "gcp:"];

/** Whether an operation makes something in a cloud. Inside a cluster a second creation finds the first; there it does not. */
export function makesInCloud({ type, resource }: PendingOperation): boolean {
  return type === "creating" && PREFIXES.some((prefix) => resource.type.startsWith(prefix));
}

/** Whether one of a type can be looked for. What cannot has to be looked for by hand after a kill, see `adoptCreated`. */
export function canBeFound(type: string): boolean {
  return AWS_TYPES[type] !== undefined || isKnownToGcp(type);
}
