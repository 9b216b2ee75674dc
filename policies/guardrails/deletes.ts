import { parseArgs } from "node:util";
import { text } from "node:stream/consumers";
import { readGuardrails } from "./config.ts";
import { describeDeletions, judgeDeletions } from "./deletions/judge.ts";
import { deletionsIn, PreviewError } from "./deletions/preview.ts";

/*
 * `pulumi preview --json | node policies/guardrails/deletes.ts [--max N]`: policies see nothing of what an update deletes.
 * Ends with 0 if it may, 3 if it deletes too much, 2 if nobody can tell.
 */

try {
  const { values } = parseArgs({ options: { max: { type: "string" } } });
  const reading = readGuardrails(process.cwd(), process.env);
  if ("problem" in reading) throw new PreviewError(reading.problem);
  const max = values.max === undefined ? reading.config.deletes.max : count(values.max);
  const verdict = judgeDeletions(deletionsIn(await text(process.stdin)), reading.config);
  console.log(describeDeletions(verdict, max));
  process.exitCode = verdict.counted.length > max ? 3 : 0;
} catch (error) {
  if (!(error instanceof PreviewError || isUsage(error))) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function count(given: string): number {
  if (!/^\d+$/.test(given)) throw new PreviewError("--max is not a number of resources");
  return Number(given);
}

function isUsage(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
