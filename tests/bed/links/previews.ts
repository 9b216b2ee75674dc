import assert from "node:assert/strict";
import type { Bed } from "../bed.ts";

interface PreviewStep {
  readonly op: string;
  readonly urn: string;
}

/** What a plain preview of a stack would do, `create eu-west-1/istio/us-east-1`, sorted; the stack itself left out. */
export async function changesOf(bed: Bed, stack: string): Promise<string[]> {
  const { code, stdout, stderr } = await bed.pulumi("preview", "--json", "--stack", stack);
  assert.equal(code, 0, stdout + stderr);
  const { steps = [] } = JSON.parse(stdout) as { steps?: readonly PreviewStep[] };
  return steps
    .filter(({ op, urn }) => !["same", "read"].includes(op) && !urn.includes("::pulumi:pulumi:Stack::"))
    .map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf("::") + 2)}`)
    .sort();
}
