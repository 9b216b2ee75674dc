import { isError } from "../../fleet/residency/plan.ts";
import { countryName } from "../graph/drawing.ts";
import type { AuditReport, ClusterAudit, Crossing, EnvironmentAudit, PlaceReport } from "./report.ts";

/* What a report says, for a reader and in no notation yet: Markdown and the page are printed from it. */

export interface Section {
  /** 2 or 3; the title of the report is 1. */
  readonly level: 2 | 3;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly Table[];
  /** Name of the environment whose picture stands here. */
  readonly picture?: string;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly cells: readonly string[];
  /** Marked for the eye. */
  readonly tone?: "bad" | "careful";
}

export function titleOf({ fleet, date }: AuditReport): string {
  return `Residency of fleet ${fleet}, ${date}`;
}

export function sectionsOf(report: AuditReport): Section[] {
  return [summary(report), ...report.environments.flatMap(environmentSections), limits(report)];
}

function summary({ totals, environments, claim, undeclared }: AuditReport): Section {
  const { violations, refused, exceptions, endedExceptions, crossings, unread } = totals;
  const rows: (readonly [string, number, Row["tone"]])[] = [
    ["Recorded resources that a policy refuses", violations, "bad"],
    ["Declared places that a profile does not allow", refused, "bad"],
    ["Exceptions that have ended", endedExceptions, "bad"],
    ["Exceptions in force", exceptions, "careful"],
    ["Rights that are held across a border", crossings, "careful"],
    ["Stacks of which nothing can be said", unread, "bad"],
    ["Stacks that are recorded and not declared any more", undeclared.length, "careful"],
  ];
  return {
    level: 2,
    title: "In short",
    paragraphs: [
      `This is ${claim}: what the declaration says of places, what is recorded as made, and what of it the profiles in force do not allow. Environments: ${environments.map(({ name }) => name).join(", ")}.`,
    ],
    tables: [
      {
        head: ["What", "Number"],
        rows: rows.map(([what, count, tone]) => {
          return { cells: [what, String(count)], ...(count > 0 && tone !== undefined ? { tone } : {}) };
        }),
      },
    ],
  };
}

function environmentSections(environment: EnvironmentAudit): Section[] {
  const { name, profile, violations, exceptions, crossings, findings } = environment;
  const promise =
    profile === undefined
      ? "No profile holds for the whole of it; workloads may have their own."
      : `Profile ${profile} holds for everything in it.`;
  return [
    {
      level: 2,
      title: `Environment ${name}`,
      paragraphs: [promise, stateSentence(environment)],
      tables: [],
      picture: name,
    },
    section("Where things are", [], {
      head: ["Country", "Cluster", "Workloads (profile)", "Backups", "Key", "Read by", "Telemetry"],
      rows: [...environment.clusters]
        .sort((a, b) => a.country.localeCompare(b.country, "en") || a.name.localeCompare(b.name, "en"))
        .map(clusterRow),
    }),
    section("Violations", violations.length === 0 ? ["None was found."] : [], {
      head: ["Stack", "Resource", "What", "Policy"],
      rows: violationRows(violations),
    }),
    section("Who reads across a border", crossings.length === 0 ? ["Nobody."] : [], {
      head: ["Holder", "Where", "Of", "Where", "Right", "Both in"],
      rows: crossings.map(crossingRow),
    }),
    section("Exceptions", exceptions.length === 0 ? ["There are none."] : [], {
      head: ["For", "Basis", "Approved by", "Until", "Recorded resources", "In force"],
      rows: exceptions.map(({ match, basis, approver, expires, covers, active }) => ({
        cells: [match, basis, approver, expires, String(covers), active ? "yes" : "no: it has ended"],
        tone: active ? "careful" : "bad",
      })),
    }),
    section("Promises", findings.length === 0 ? ["No profile is in force."] : [], {
      head: ["What", "Where", "Verdict", "Why"],
      rows: findings.map((finding) => ({
        cells: [
          finding.subject,
          named(finding.countries),
          finding.enforced && finding.verdict === "refused" ? "kept away" : finding.verdict,
          finding.reasons.join("; "),
        ],
        ...(isError(finding)
          ? { tone: "bad" as const }
          : finding.verdict === "excepted"
            ? { tone: "careful" as const }
            : {}),
      })),
    }),
  ];
}

/** What is wrong with a cluster is wrong with all that is in it: said once. */
function violationRows(violations: EnvironmentAudit["violations"]): Row[] {
  const alike = Map.groupBy(violations, ({ stack, message, policy }) =>
    JSON.stringify([stack, message, policy]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { stack, urn, message, pack, policy, mandatory } = first;
    const others = group.length === 1 ? "" : `, and ${group.length - 1} more`;
    const name = `${pack}/${policy}${mandatory ? "" : ", advice"}`;
    return [
      { cells: [stack, `${resourceOf(urn)}${others}`, message, name], tone: mandatory ? "bad" : "careful" },
    ];
  });
}

/** A table without rows is left out: a sentence says so. */
function section(title: string, paragraphs: readonly string[], table: Table): Section {
  return { level: 3, title, paragraphs, tables: table.rows.length === 0 ? [] : [table] };
}

function stateSentence({ state, stateKeys, stacks }: EnvironmentAudit): string {
  const keys =
    stateKeys.length === 0
      ? "its secrets are sealed with a passphrase"
      : `its secrets are sealed with ${stateKeys.map(placed).join(", ")}`;
  const looked = stacks.map(({ stack, state, resources, reason }) => {
    if (state === "audited") return `${stack} (${resources} resources)`;
    return `${stack} (${state === "absent" ? "never brought up" : `cannot be read: ${reason ?? ""}`})`;
  });
  return `The state is kept in ${placed(state)}; ${keys}. Stacks: ${looked.join(", ")}.`;
}

function clusterRow(cluster: ClusterAudit): Row {
  const { name, country, region, hub, gone, workloads, backups, telemetry } = cluster;
  const facts = [region, ...(hub ? ["hub"] : []), ...(gone ? ["gone for good"] : [])];
  const stray = workloads.some(({ declared }) => !declared);
  const cells = [
    named([country]),
    `${name} (${facts.join(", ")})`,
    workloads.map(workloadCell).join(", ") || "none",
    backups === undefined ? "none" : placed(backups),
    backups?.key === undefined ? "" : placed(backups.key),
    backups?.readers.map(({ cluster: reader, country: from }) => `${reader} (${from})`).join(", ") ?? "",
    telemetry === undefined ? "none" : `${telemetry.sink} (${named([telemetry.country])})`,
  ];
  return { cells, ...(stray ? { tone: "careful" as const } : {}) };
}

function workloadCell({ name, profile, declared, recorded }: ClusterAudit["workloads"][number]): string {
  const notes = [
    ...(profile === undefined ? [] : [profile]),
    ...(declared ? [] : ["not to be here any more"]),
    ...(recorded ? [] : ["not made yet"]),
  ];
  return notes.length === 0 ? name : `${name} (${notes.join("; ")})`;
}

function crossingRow({ holder, holderCountry, target, targetCountry, what, groups }: Crossing): Row {
  const cells = [holder, named([holderCountry]), target, named([targetCountry]), what, groups.join(", ")];
  return { cells, ...(groups.length === 0 ? { tone: "careful" as const } : {}) };
}

function limits({ packs, undeclared }: AuditReport): Section {
  return {
    level: 2,
    title: "What this report says, and what not",
    paragraphs: [
      "Places are those of the declaration and of the tables of the clouds' regions that this program keeps; nobody has measured where a machine stands.",
      `What is recorded is the state of the last run. The packs that judged it: ${packs.join(", ")}. What was made by hand, or by a controller inside a cluster, is not in it.`,
      ...(undeclared.length === 0
        ? []
        : [
            `Recorded and not declared any more, so that nothing is promised of them: ${undeclared.join(", ")}.`,
          ]),
      "It says nothing of whether a law is kept: that is for a person to judge, with the basis of each exception and each right across a border.",
    ],
    tables: [],
  };
}

/** `Ireland (IE)`; a question mark where nobody has said. */
export function named(countries: readonly string[]): string {
  if (countries.length === 0) return "not known";
  return countries.map((code) => (code === "" ? "not known" : `${countryName(code)} (${code})`)).join(", ");
}

function placed({ place, countries }: PlaceReport): string {
  return `${place}: ${named(countries)}`;
}

/** Type and name of a resource, without what all of the stack have in common. */
function resourceOf(urn: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  return type === "" ? "the stack as a whole" : `${type.slice(type.lastIndexOf("$") + 1)} ${name}`;
}
