import { z } from "zod";

/** What comes in cannot be judged: it is no preview, or one that did not get to its end. */
export class PreviewError extends Error {}

/** A resource that an update would delete, or replace, which deletes the one that is there. */
export interface Deletion {
  readonly urn: string;
  readonly type: string;
  readonly verb: "delete" | "replace";
}

const state = z.object({ retainOnDelete: z.boolean().optional(), external: z.boolean().optional() });

/** pulumi 3.259, pkg/display/json.go, PreviewStep. */
const step = z.object({ op: z.string(), urn: z.string(), oldState: state.nullish() });

/** What `pulumi preview --json` prints: pkg/display/json.go, PreviewDigest. */
const digest = z.object({
  steps: z.array(step).default([]),
  diagnostics: z.array(z.object({ severity: z.string().optional() })).default([]),
  changeSummary: z.record(z.string(), z.number()).optional(),
});

/** A line of it if PULUMI_ENABLE_STREAMING_JSON_PREVIEW is set: sdk/go/common/apitype/events.go, EngineEvent. */
const event = z.object({
  resourcePreEvent: z
    .object({ metadata: z.object({ op: z.string(), urn: z.string(), old: state.nullish() }) })
    .optional(),
  diagnosticEvent: z.object({ severity: z.string().optional() }).optional(),
  summaryEvent: z.object({}).optional(),
});

type Step = z.output<typeof step>;

/** The operations that take away what is there: sdk/go/common/apitype/history.go, OpType. */
const VERBS: Readonly<Record<string, Deletion["verb"]>> = {
  delete: "delete",
  "delete-replaced": "replace",
  replace: "replace",
  "create-replacement": "replace",
  "import-replacement": "replace",
  "remove-pending-replace": "replace",
};

/**
 * What the preview of one update would delete; each resource once, however many steps it takes.
 * @throws PreviewError if that cannot be told.
 */
export function deletionsIn(output: string): Deletion[] {
  const found = new Map<string, Deletion>();
  for (const { op, urn, oldState } of stepsIn(output)) {
    const verb = VERBS[op];
    // What is left where it is when the stack forgets it, or was only ever read, is not lost.
    if (verb === undefined || oldState?.retainOnDelete === true || oldState?.external === true) continue;
    // Of a replacement that is under way only the deletion is left.
    if (!found.has(urn) || verb === "replace") found.set(urn, { urn, type: typeOf(urn), verb });
  }
  return [...found.values()];
}

function stepsIn(output: string): Step[] {
  const whole = json(output);
  const events = whole === undefined ? linesOf(output) : isEvent(whole) ? [whole] : undefined;
  return events === undefined ? digestSteps(whole) : eventSteps(events);
}

function digestSteps(value: unknown): Step[] {
  const { steps, diagnostics, changeSummary } = parsed(digest, value);
  if (changeSummary === undefined || diagnostics.some(isError))
    throw new PreviewError("The preview has failed: nobody knows what the update would delete.");
  return steps;
}

function eventSteps(values: readonly unknown[]): Step[] {
  const events = values.map((value) => parsed(event, value));
  const failed = events.some(
    ({ diagnosticEvent }) => diagnosticEvent !== undefined && isError(diagnosticEvent),
  );
  if (failed || !events.some(({ summaryEvent }) => summaryEvent !== undefined))
    throw new PreviewError(
      "The preview has failed or was cut off: nobody knows what the update would delete.",
    );
  return events.flatMap(({ resourcePreEvent }) => {
    if (resourcePreEvent === undefined) return [];
    const { op, urn, old } = resourcePreEvent.metadata;
    return [{ op, urn, oldState: old }];
  });
}

function isError({ severity }: { readonly severity?: string | undefined }): boolean {
  return severity === "error";
}

function linesOf(output: string): unknown[] {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map(json);
  if (lines.length === 0 || !values.every(isEvent))
    throw new PreviewError("What came in is not what `pulumi preview --json` prints.");
  return values;
}

/** Every event has a number. */
function isEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && "sequence" in value;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PreviewError("What came in is not what `pulumi preview --json` prints.");
}

/** `aws:s3/bucket:Bucket` of `urn:pulumi:prod::acme::fleet:Region$aws:s3/bucket:Bucket::assets`. */
function typeOf(urn: string): string {
  const types = urn.split("::")[2] ?? "";
  return types.slice(types.lastIndexOf("$") + 1);
}
