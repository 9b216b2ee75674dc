import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { projectAbove, whyUnusable } from "../project.ts";

const someText = z.string().min(1);

const exception = z.strictObject({
  rule: someText.describe("Name of the rule that does not hold"),
  match: someText.describe("URNs for which it does not: ** is anything, * anything but a colon"),
  reason: someText.describe("Why"),
  expires: z.iso
    .date({ error: "expected a date, such as 2027-01-31" })
    .describe("Last day on which it does not hold"),
});

const named = z.strictObject({
  name: someText.describe(
    "Name of the Service, of the release or of the resource; * is anything but a colon, ** anything",
  ),
  reason: someText.describe("Why it is open"),
});

/** `guardrails.yaml`, or the file that GUARDRAILS_PROFILE names. */
export const guardrailsFile = z.strictObject({
  production: z
    .array(someText)
    .default(["prod", "prod-*", "production", "production-*"])
    .describe("Names of stacks that are production"),
  publicEndpoints: z.array(named).default([]).describe("What may be reached from the internet"),
  systemNamespaces: z
    .array(someText)
    .default([])
    .describe("Namespaces without a Pod Security level, besides those of Kubernetes itself"),
  exceptions: z.array(exception).default([]),
  deletes: z
    .strictObject({
      max: z.int().min(0).default(0).describe("How many guarded resources an update may delete or replace"),
      guard: z.array(someText).default([]).describe("Types that are guarded besides the usual ones"),
      allow: z
        .array(z.strictObject({ match: someText, reason: someText }))
        .default([])
        .describe("What may be deleted, by URN"),
    })
    .prefault({}),
});

export type Guardrails = z.output<typeof guardrailsFile>;

/** The configuration, or what is wrong with it: then everything is refused. */
export type Reading = { readonly config: Guardrails } | { readonly problem: string };

const OWN_FILE = "guardrails.yaml";

/**
 * The file that GUARDRAILS_PROFILE names, else `guardrails.yaml` beside `Pulumi.yaml`, else the defaults.
 *
 * @param folder Where it was started: in the project, or below it.
 */
export function readGuardrails(folder: string, env: NodeJS.ProcessEnv): Reading {
  const given = env.GUARDRAILS_PROFILE;
  if (given !== undefined && given !== "") return fromFile(path.resolve(folder, given));
  const beside = path.join(projectAbove(folder) ?? folder, OWN_FILE);
  return existsSync(beside) ? fromFile(beside) : { config: guardrailsFile.parse({}) };
}

function fromFile(file: string): Reading {
  const name = path.basename(file);
  try {
    return { config: guardrailsFile.parse(parse(readFileSync(file, "utf8")) ?? {}) };
  } catch (error) {
    return { problem: `the configuration ${name} of the guardrails cannot be used: ${whyUnusable(error)}` };
  }
}
