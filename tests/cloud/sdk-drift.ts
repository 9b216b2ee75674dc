import assert from "node:assert/strict";
import type { ResourceTypes } from "./framework/resource-type.ts";
import { sdkType } from "./framework/sdk-types.ts";

/** Whether everything that a table of types speaks of is so in the SDK that is installed: a test for each type. */
export function agreesWithSdk(types: ResourceTypes): void {
  for (const [token, { immutable = [], computed = {}, references = [], autoName }] of Object.entries(types)) {
    // What the cloud makes by itself is no type of the SDK.
    if (token.startsWith("cloud:")) continue;
    it(token, () => {
      const sdk = sdkType(token);
      assert.ok(sdk, "the SDK has no such type");
      assert.ok(sdk.inputs.length > 0 && sdk.outputs.length > 0);
      const inputs = [
        ...immutable,
        ...references.map(({ path }) => path),
        ...(autoName === undefined ? [] : [autoName]),
      ];
      const first = inputs.map((path) => path.split(".")[0] ?? path);
      assert.deepEqual(
        first.filter((key) => !sdk.inputs.includes(key)),
        [],
        "inputs that the SDK does not have",
      );
      assert.deepEqual(
        Object.keys(computed).filter((key) => !sdk.outputs.includes(key)),
        [],
        "outputs that the SDK does not have",
      );
    });
  }
}
