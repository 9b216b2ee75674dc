/** Longest piece of a given text that a message repeats. */
const LONGEST = 60;

/** What was given, in words that need no knowledge of JSON: `the text "x"`, `a list`. */
export function describeGiven(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return value === "" ? "an empty text" : `the text ${quote(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  return JSON.stringify(value);
}

/** What zod calls a type, in the same words. */
export function describeType(type: string): string {
  return TYPES[type] ?? type;
}

/** A text in quotes, on one line and not longer than a message bears. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** `a`, `a or b`, `a, b or c`. */
export function either(choices: readonly string[]): string {
  return choices.length < 2
    ? choices.join("")
    : `${choices.slice(0, -1).join(", ")} or ${String(choices.at(-1))}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "nothing",
};
