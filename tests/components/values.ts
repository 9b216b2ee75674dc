import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

/** How the SDK marks a secret on its way to the engine. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What is inside a secret input of a registration. */
export function revealed(input: unknown): unknown {
  assert.ok(typeof input === "object" && input !== null && SIGNATURE in input, "the input is not secret");
  return (input as unknown as { value: unknown }).value;
}

/** The values of a map, each of which is a secret of its own. */
export function revealedEach(input: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input as object).map(([key, value]) => [key, revealed(value)]));
}

/** What an output, or a structure that holds some, comes to. */
export function resolved(value: object): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.output(value).apply((plain: unknown) => {
      resolve(plain);
    });
  });
}

/** A structure as the provider will see it: what is secret in it is plain. */
export function plain(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(plain);
  if (typeof input !== "object" || input === null) return input;
  if (SIGNATURE in input) return plain(revealed(input));
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, plain(value)]));
}
