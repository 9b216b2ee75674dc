import { counted, listed } from "../../fleet/problems.ts";
import type { BackupLoss } from "../../fleet/what-if/control-planes.ts";
import type { NameLoss } from "../../fleet/what-if/names.ts";
import type { WhatIf } from "../../fleet/what-if/what-if.ts";
import type { Gain, WorkloadLoss } from "../../fleet/what-if/workloads.ts";
import { colours } from "../colours.ts";

/** The report for people. */
export function formatWhatIf(report: WhatIf, what: string): string {
  const { environment, lost, live, silent, controlPlanes, names, workloads, backups, trust } = report;
  const numbers = live ? "by what is available now" : "by the declaration";
  return [
    `If ${colours.bold(what)} of environment ${environment} were down, ${numbers} (${listed(lost)}):`,
    ...silent.map(
      (cluster) => `  ${colours.yellow("!")} ${cluster} does not answer: it counts as having nothing`,
    ),
    ...section("control planes that stop", controlPlanes),
    ...section("names", names.flatMap(formatName)),
    ...section("workloads", workloads.flatMap(formatWorkload)),
    ...section("backups", backups.flatMap(formatBackup)),
    ...section("trust", trust),
    ...verdict(report),
  ].join("\n");
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${colours.bold(heading)}`, ...lines.map((line) => `    ${line}`)];
}

function verdict({ breaches, workloads }: WhatIf): string[] {
  if (breaches.length > 0) return [`${colours.red("✗")} ${listed(breaches)} would fall below minAvailable`];
  const guarded = workloads.filter(({ minAvailable }) => minAvailable !== undefined);
  const unknown = guarded.filter(({ left }) => left === undefined).map(({ workload }) => workload);
  if (unknown.length > 0)
    return [
      `${colours.yellow("!")} whether ${listed(unknown)} would fall below minAvailable only --live tells: its chart has the replicas`,
    ];
  if (workloads.length === 0) return [`${colours.green("✓")} no workload would lose a replica`];
  return guarded.length === 0
    ? [`${colours.green("✓")} no declared minimum is at stake: none of them has minAvailable`]
    : [`${colours.green("✓")} no workload would fall below minAvailable`];
}

function formatName(loss: NameLoss): string[] {
  const { name, loses, left, wouldHaveNone, onlyCordoned, onlyWithoutTraffic, byHand } = loss;
  const state = onlyCordoned ? "cordoned" : onlyWithoutTraffic ? "traffic off" : undefined;
  const reluctant = state === undefined ? "" : `, ${state}: without them there would be none`;
  const who = wouldHaveNone
    ? `loses ${listed(loses)}; nobody is left, and the answers stay as they are`
    : `loses ${listed(loses)}; ${listed(left)} ${left.length === 1 ? "is" : "are"} left${reluctant}`;
  return [
    `${wouldHaveNone ? colours.red("✗") : "·"} ${name} ${who}`,
    `    ${whenItGoes(loss)}`,
    ...(byHand.length > 0 && !wouldHaveNone
      ? [`    the record of ${listed(byHand)} was written by its own external-dns: delete it by hand`]
      : []),
  ];
}

function whenItGoes({ wouldHaveNone, seconds, checkedElsewhere }: NameLoss): string {
  if (wouldHaveNone) return "the declaration would be refused without them: declare another answer first";
  if (seconds !== undefined)
    return `its check takes the answer away, for all clients after ${seconds} s at most`;
  if (checkedElsewhere) return "the health checks that it names take the answer away";
  return "clients are given the lost answer until the cluster is declared gone: fleet tombstone";
}

function formatWorkload(loss: WorkloadLoss): string[] {
  const { workload, minAvailable, isBelow, recovers, gains, problems, forbidden } = loss;
  const minimum = minAvailable === undefined ? "" : `, minimum ${minAvailable}`;
  const below = isBelow
    ? `: ${recovers === true ? "below, until it is moved" : "below, also once it is moved"}`
    : "";
  return [
    `${isBelow ? colours.red("✗") : "·"} ${workload}: ${counts(loss)}${minimum}${below}`,
    ...problems.map((problem) => `    nowhere to go: ${problem}`),
    ...(gains.length > 0 ? [`    then, once it is declared gone: ${gains.map(formatGain).join(", ")}`] : []),
    ...forbidden.map(({ cluster, why }) => `    ${cluster} may not take over: ${why}`),
  ];
}

function counts({ before, lost, left }: WorkloadLoss): string {
  if (before === undefined || lost === undefined || left === undefined)
    return "how many replicas are lost its chart tells; with --live they are counted";
  return `${lost} of ${counted(before, "replica")} lost, ${left} left`;
}

function formatGain({ cluster, from, to }: Gain): string {
  if (from === undefined || to === undefined) return `${cluster} takes over`;
  return `${cluster} ${from} → ${to}`;
}

function formatBackup({ cluster, location, isLost, readers, barred }: BackupLoss): string[] {
  if (isLost) return [`${colours.red("✗")} ${cluster}: ${location} is down as well`];
  const who = readers.length === 0 ? "nobody may restore them" : `may be restored by ${listed(readers)}`;
  return [`· ${cluster}: ${location} ${who}`, ...barred.map((why) => `    ${why}`)];
}
