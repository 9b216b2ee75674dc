import { createHash } from "node:crypto";
import { compare } from "./compare.ts";

/**
 * One text for one value, whoever writes it: keys sorted by UTF-16 code unit, no white space, numbers and strings as
 * ECMAScript writes them (RFC 8785, JSON Canonicalization Scheme). A field that is `undefined` is not there.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => compare(a, b))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${entries.join(",")}}`;
}

/** SHA-256 over the canonical JSON, in hexadecimal. */
export function digestOfJson(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
