import {
  PolicyPack,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
} from "@pulumi/policy";
import { coverOf } from "../../fleet/residency/exceptions.ts";
import type { Profile } from "../../fleet/residency/profile.ts";
import { factsOf } from "./extract/dispatch.ts";
import { NO_FACTS, type Facts } from "./facts.ts";
import { judge, rulesFor } from "./judge.ts";
import { readProfile, type ProfileReading } from "./profile-source.ts";
import { crossReferences, type Member } from "./stack.ts";
import { subjectOf, type Subject } from "./subject.ts";
import { endWithParent } from "../parent.ts";
import { watchWire } from "../wire.ts";

/* The residency pack: one policy for what a resource says by itself, one for what only the whole stack says. */

const folder = process.cwd();
const today = new Date().toISOString().slice(0, 10);

/** What the resources said as they came, by URN: their inputs say more than the outputs that a stack policy sees. */
const seen = new Map<string, { readonly facts: Facts; readonly subject: Subject }>();

endWithParent();
watchWire(folder);
// The SDK reads the version of a pack from the folder that it is started in.
process.chdir(import.meta.dirname);

new PolicyPack("residency", {
  enforcementLevel: "mandatory",
  policies: [
    {
      name: "declared-locality",
      description: "Data, backups, keys and telemetry stay where the residency profile lets them.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        checkResource(args, report);
      },
    },
    {
      name: "declared-locality-of-references",
      description: "What resources refer to stays where the residency profile lets it.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        checkStack(resources, report);
      },
    },
  ],
});

const readings = new Map<string, ProfileReading>();

/** The profile of the stack that a resource is in: its URN names the stack, whoever has started the pack. */
function readingFor(urn: string): ProfileReading {
  const [, , stack = ""] = urn.split(":");
  const known = readings.get(stack);
  if (known !== undefined) return known;
  const reading = readProfile(folder, stack, process.env);
  readings.set(stack, reading);
  return reading;
}

function checkResource(args: ResourceValidationArgs, report: ReportViolation): void {
  const reading = readingFor(args.urn);
  if ("problem" in reading) {
    report(`${reading.problem}. Nothing can be allowed.`, args.urn);
    return;
  }
  const subject = subjectOf(args, reading.profile);
  const facts = read(subject);
  for (const finding of facts.findings)
    tell(judge(finding, rulesFor(subject)), args.urn, reading.profile, report);
}

/** A resource under no rule is not looked at: it is free to be anywhere. */
function read(subject: Subject): Facts {
  const facts = rulesFor(subject).length === 0 ? NO_FACTS : factsOf(subject);
  seen.set(subject.urn, { facts, subject });
  return facts;
}

function checkStack(resources: readonly PolicyResource[], report: ReportViolation): void {
  const [first] = resources;
  if (first === undefined) return;
  const reading = readingFor(first.urn);
  if ("problem" in reading) {
    report(`${reading.problem}. Nothing can be allowed.`);
    return;
  }
  const { profile } = reading;
  const members = new Map<PolicyResource, Member>();
  for (const resource of resources) members.set(resource, memberOf(resource, profile, members));
  for (const [{ urn }, finding] of crossReferences([...members.values()], profile)) {
    const subject = seen.get(urn)?.subject;
    if (subject !== undefined) tell(judge(finding, rulesFor(subject)), urn, profile, report);
  }
}

function memberOf(
  resource: PolicyResource,
  profile: Profile,
  members: ReadonlyMap<PolicyResource, Member>,
): Member {
  const { urn, type, provider, propertyDependencies } = resource;
  const facts = seen.get(urn)?.facts ?? read(subjectOf(resource, profile));
  return {
    urn,
    type,
    facts,
    providerUrn: provider?.urn,
    dependenciesOf: (property) =>
      (propertyDependencies[property] ?? []).flatMap((dependency) => members.get(dependency) ?? []),
  };
}

/** Reports it, unless an exception covers the resource. One that has ended is named: it is why this is refused now. */
function tell(
  message: string | undefined,
  urn: string,
  { exceptions }: Profile,
  report: ReportViolation,
): void {
  if (message === undefined) return;
  const { active, ended } = coverOf(urn, exceptions, today);
  if (active !== undefined) return;
  report(ended === undefined ? message : `${message} Its exception ended on ${ended.expires}.`, urn);
}
