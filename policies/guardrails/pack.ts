import {
  PolicyPack,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
} from "@pulumi/policy";
import { globToPattern } from "../../fleet/residency/exceptions.ts";
import { treeOf, type TreeMap } from "../tree.ts";
import { readGuardrails, type Reading } from "./config.ts";
import type { Rule, Subject } from "./rule.ts";
import { RULES } from "./rules.ts";
import { noPlaintextSecretsInOutputs } from "./rules/no-plaintext-secrets-in-outputs.ts";
import { endWithParent } from "../parent.ts";
import { filesOf, secrecyOf, watchWire } from "../wire.ts";

/*
 * The guardrails: one policy for each rule, over what a resource says by itself, before it is made. Only the outputs of
 * a stack are there when all is done, and have a policy over the stack.
 */

const folder = process.cwd();
const reading = known(readGuardrails(folder, process.env));
const today = new Date().toISOString().slice(0, 10);

endWithParent();
watchWire(folder);

// The SDK reads the version of a pack from the folder that it is started in.
process.chdir(import.meta.dirname);

new PolicyPack("guardrails", {
  enforcementLevel: "mandatory",
  policies: [
    ...RULES.map(policyOf),
    {
      ...named(noPlaintextSecretsInOutputs),
      validateStack: ({ resources, stackTags }, report) => {
        for (const resource of resources)
          apply(noPlaintextSecretsInOutputs, resource, stackTags ?? new Map(), report);
      },
    },
  ],
});

/** An exception for a rule that there is not would be one for nothing. */
function known(read: Reading): Reading {
  if ("problem" in read) return read;
  const names = [...RULES, noPlaintextSecretsInOutputs].map(({ name }) => name);
  const stray = read.config.exceptions.find(({ rule }) => !names.includes(rule));
  if (stray === undefined) return read;
  return { problem: `an exception of the guardrails is for "${stray.rule}", which is none of the rules` };
}

function policyOf(rule: Rule): ResourceValidationPolicy {
  return {
    ...named(rule),
    validateResource: (args, report) => {
      apply(rule, args, args.stackTags ?? new Map(), report);
    },
  };
}

function named({ name, description }: Rule) {
  return { name, description, enforcementLevel: "mandatory" as const };
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
