import type { ResidencyFinding, Verdict } from "../../fleet/residency/finding.ts";
import { colours } from "../colours.ts";

const MARKS: Readonly<Record<Verdict, string>> = {
  allowed: colours.green("✓"),
  refused: colours.red("✗"),
  excepted: colours.yellow("!"),
  unknown: colours.red("?"),
};

/** A block for each profile and who is promised it: a line for each thing, with the reasons that are not the same for all. */
export function formatResidency(findings: readonly ResidencyFinding[]): string[] {
  const byRule = Map.groupBy(findings, ({ profile, holder }) => `${profile}, for ${holder}`);
  return [...byRule].flatMap(([rule, all]) => {
    const width = Math.max(...all.map(({ subject }) => subject.length));
    return [`profile ${rule}`, ...all.map((finding) => `  ${formatFinding(finding, width)}`)];
  });
}

function formatFinding(finding: ResidencyFinding, width: number): string {
  const { verdict, subject, countries, concern, allowed, enforced } = finding;
  const where = countries.length === 0 ? "?" : countries.join(", ");
  const rule = `${concern} in [${allowed.join(", ")}]`;
  const kept = enforced && verdict === "refused" ? ", and is kept away" : "";
  const [why = ""] = finding.reasons;
  const last = verdict === "excepted" ? `; ${finding.reasons.at(-1) ?? ""}` : "";
  const line = `${subject.padEnd(width)}  ${where}: ${why}; ${rule}${kept}${last}`;
  return `${MARKS[verdict]} ${verdict === "allowed" ? line : colours.bold(line)}`;
}
