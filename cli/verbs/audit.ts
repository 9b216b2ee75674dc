import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { loadDeclaration } from "../../fleet/declaration/load.ts";
import { resolveFleet, type Fleet } from "../../fleet/fleet.ts";
import { counted } from "../../fleet/problems.ts";
import type { Surroundings } from "../../fleet/residency/plan.ts";
import { roleOf, stacksOf, type StackRole } from "../../fleet/stacks.ts";
import { analyzeStack, type StackAudit } from "../audit/analyze.ts";
import { toMarkdown } from "../audit/markdown.ts";
import { auditReport, isViolated, type AuditReport } from "../audit/report.ts";
import { colours } from "../colours.ts";
import { stacksAtATime } from "../engine/capacity.ts";
import { existingStacks } from "../engine/outputs.ts";
import { openProject, PROJECT_ROOT, type Project } from "../engine/project.ts";
import { UsageError } from "../errors.ts";
import { showWave } from "../report/wave.ts";
import { isoDay, surroundingsOf } from "../residency/surroundings.ts";

export interface AuditOptions {
  readonly environment?: string;
  readonly stack?: string;
  /** Folder for the report. */
  readonly output: string;
  readonly json?: boolean;
}

/**
 * `fleet audit`: runs the policy packs over what is recorded of every stack, and writes what is where and what may not
 * be. Nothing is changed, and no cluster is asked.
 */
export async function run({ environment, stack, output, json = false }: AuditOptions): Promise<void> {
  // What the declaration itself has where it may not be is a finding, and no reason to find nothing.
  const declaration = loadDeclaration(PROJECT_ROOT, undefined, { residency: "reported" });
  const fleet = resolveFleet(declaration);
  const roles = chosenRoles(fleet, environment, stack);
  const project = await openProject(PROJECT_ROOT, { fleet });
  const existing = await existingStacks(project);
  const stacks = await analyzeAll(project, roles, existing, json);
  const declared = stacksOf(fleet).map(({ name }) => name);
  const undeclared = existing.filter((name) => !declared.includes(name)).sort();
  const surroundings: Surroundings & { readonly today: string } = {
    ...surroundingsOf(project.root)(declaration),
    today: isoDay(),
  };
  const environments = [...new Set(roles.map((role) => role.environment))];
  const report = auditReport({ fleet, environments, stacks, undeclared, surroundings });
  const folder = path.resolve(output);
  await writeReport(report, folder);
  if (json) console.log(JSON.stringify(report, undefined, 2));
  else console.log(formatOutcome(report, folder));
  if (isViolated(report.totals)) process.exitCode = 3;
  else if (report.totals.unread > 0) process.exitCode = 1;
}

function chosenRoles(fleet: Fleet, environment: string | undefined, stack: string | undefined): StackRole[] {
  if (stack === undefined) return stacksOf(fleet, environment);
  if (environment !== undefined)
    throw new UsageError("Say either --environment <name> or --stack <name>: a stack is of one environment.");
  return [roleOf(fleet, stack)];
}

async function analyzeAll(
  project: Project,
  roles: readonly StackRole[],
  existing: readonly string[],
  quiet: boolean,
): Promise<StackAudit[]> {
  return showWave<StackAudit>({
    wave: roles.map(({ name }) => name),
    parallel: stacksAtATime(),
    quiet,
    work: async (stack) => {
      if (!existing.includes(stack)) return { stack, state: "absent", urns: [], violations: [] };
      return analyzeStack(project, stack);
    },
    summary: ({ state, reason, urns, violations }) => {
      if (state === "unread") return new Error(reason);
      if (state === "absent") return "never brought up";
      return `${counted(urns.length, "resource")}, ${counted(violations.length, "violation")}`;
    },
  });
}

async function writeReport(report: AuditReport, folder: string): Promise<void> {
  const { toPage } = await import("../audit/page.ts");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "audit.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(path.join(folder, "audit.md"), toMarkdown(report));
  await writeFile(path.join(folder, "audit.html"), await toPage(report));
}

function formatOutcome({ totals }: AuditReport, folder: string): string {
  const { violations, refused, endedExceptions, exceptions, crossings, unread } = totals;
  const mark = isViolated(totals) ? colours.red("✗") : unread > 0 ? colours.yellow("!") : colours.green("✓");
  const found = [
    counted(violations, "violation"),
    `${refused} declared where no profile allows it`,
    `${counted(exceptions, "exception")} in force, ${endedExceptions} ended`,
    `${counted(crossings, "right")} across a border`,
    ...(unread === 0 ? [] : [`${counted(unread, "stack")} that cannot be read`]),
  ];
  return `${mark} ${found.join("; ")}\n  ${path.join(folder, "audit.html")}`;
}
