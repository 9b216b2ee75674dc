import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

/** How the SDK marks a secret on its way to the engine. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What is inside a secret input of a registration. */
export function revealed(input: unknown): unknown {
  assert.ok(typeof input === "object" && input !== null && SIGNATURE in input, "the input is not secret");
  return (input as unknown as { value: unknown }).value;
}

/** What an output, or a structure that holds some, comes to. */
export function resolved(value: object): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.output(value).apply((plain: unknown) => {
      resolve(plain);
    });
  });
}
