import { z } from "zod";
import { describeIssues } from "../declaration/issues.ts";
import { formatPath } from "../declaration/problem.ts";

/* Velero's resource modifiers: velero 1.18, internal/resourcemodifiers. It reads them strictly, and so does this. */

const text = z.string().min(1);
const jsonPatch = z.strictObject({
  operation: z.enum(["add", "copy", "move", "remove", "replace", "test"]),
  path: text,
  from: z.string().optional(),
  value: z.string().optional(),
});
const patchData = z.strictObject({ patchData: text });

const rule = z.strictObject({
  conditions: z.strictObject({
    groupResource: text,
    resourceNameRegex: z.string().optional(),
    namespaces: z.array(text).optional(),
    labelSelector: z.looseObject({}).optional(),
    matches: z.array(z.strictObject({ path: text, value: z.string() })).optional(),
  }),
  patches: z.array(jsonPatch).optional(),
  mergePatches: z.array(patchData).optional(),
  strategicPatches: z.array(patchData).optional(),
});

const modifiers = z.strictObject({
  version: z.literal("v1"),
  resourceModifierRules: z.array(rule).min(1),
});

export type ResourceModifiers = z.output<typeof modifiers>;

/**
 * Reads resource modifiers as they stand in a file.
 *
 * @param document The parsed file.
 * @returns them, or what is wrong with them: each with its path.
 */
export function readModifiers(
  document: unknown,
): { readonly modifiers: ResourceModifiers } | { readonly problems: readonly string[] } {
  const read = modifiers.safeParse(document);
  if (!read.success) {
    const problems = describeIssues(modifiers, document, read.error.issues);
    return { problems: problems.map(({ path, message, hint }) => describe(formatPath(path), message, hint)) };
  }
  const idle = read.data.resourceModifierRules.flatMap((each, index) =>
    (each.patches ?? each.mergePatches ?? each.strategicPatches) ? [] : [index],
  );
  if (idle.length === 0) return { modifiers: read.data };
  const expected = "changes nothing; expected patches, mergePatches or strategicPatches";
  return { problems: idle.map((index) => `resourceModifierRules[${index}]: ${expected}`) };
}

function describe(path: string, message: string, hint?: string): string {
  return `${path}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}
