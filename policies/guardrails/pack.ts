import {
  PolicyPack,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
} from "@pulumi/policy";
import { globToPattern } from "../residency/exceptions.ts";
import { treeOf, type TreeMap } from "../tree.ts";
import { readGuardrails } from "./config.ts";
import type { Rule, Subject } from "./rule.ts";
import { RULES } from "./rules.ts";
import { noPlaintextSecrets } from "./rules/no-plaintext-secrets.ts";
import { filesOf, secrecyOf, watchWire } from "./wire.ts";

/*
 * The guardrails: one policy for each rule, over what a resource says by itself, before it is made. Only the outputs of
 * a stack are there when all is done, and have a policy over the stack.
 */

const folder = process.cwd();
const reading = readGuardrails(folder, process.env);
const today = new Date().toISOString().slice(0, 10);

watchWire(folder);

// The SDK reads the version of a pack from the folder that it is started in.
process.chdir(import.meta.dirname);

new PolicyPack("guardrails", {
  enforcementLevel: "mandatory",
  policies: [
    ...RULES.map(policyOf),
    {
      name: "no-plaintext-secrets-in-outputs",
      description: "What nobody may read is secret to the engine in the outputs of a stack.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources, stackTags }, report) => {
        for (const resource of resources) {
          if (resource.type === "pulumi:pulumi:Stack")
            apply(noPlaintextSecrets, resource, stackTags ?? new Map(), report);
        }
      },
    },
  ],
});

function policyOf(rule: Rule): ResourceValidationPolicy {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      apply(rule, args, args.stackTags ?? new Map(), report);
    },
  };
}

function apply(
  rule: Rule,
  resource: ResourceValidationArgs | PolicyResource,
  stackTags: ReadonlyMap<string, string>,
  report: ReportViolation,
): void {
  const { urn, type } = resource;
  if (!rule.appliesTo(type)) return;
  if ("problem" in reading) {
    report(`${reading.problem}. Nothing can be allowed.`, urn);
    return;
  }
  const { config } = reading;
  const exceptions = config.exceptions.filter(
    (each) => each.rule === rule.name && globToPattern(each.match).test(urn),
  );
  if (exceptions.some(({ expires }) => today <= expires)) return;
  const ended = exceptions
    .map(({ expires }) => expires)
    .sort()
    .at(-1);
  for (const message of rule.check(subjectOf(resource, stackTags), config))
    report(ended === undefined ? `${message}.` : `${message}. Its exception ended on ${ended}.`, urn);
}

function subjectOf(
  { urn, type, name, props, opts, provider }: ResourceValidationArgs | PolicyResource,
  stackTags: ReadonlyMap<string, string>,
): Subject {
  return {
    urn,
    type,
    name,
    // urn:pulumi:<stack>::<project>::<types>::<name>
    stack: urn.slice("urn:pulumi:".length, urn.indexOf("::")),
    stackTags,
    props: treeOf(props) as TreeMap,
    isSecret: secrecyOf(props),
    fileAt: filesOf(props),
    protect: opts.protect,
    provider: provider?.urn,
  };
}
