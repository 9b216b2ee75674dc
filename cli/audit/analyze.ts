import { writeFile } from "node:fs/promises";
import path from "node:path";
import { packArguments } from "../engine/packs.ts";
import type { Deployment } from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi, streamPulumi } from "../engine/pulumi.ts";
import { withScratch } from "../engine/scratch.ts";

/** What a pack has found in a recorded resource. */
export interface Violation {
  readonly stack: string;
  readonly urn: string;
  readonly pack: string;
  readonly policy: string;
  readonly message: string;
  /** Advice is shown, and fails nothing. */
  readonly mandatory: boolean;
}

/** What the packs say of the state of one stack. */
export interface StackAudit {
  readonly stack: string;
  /** `absent`: it has never been brought up. `unread`: nothing can be said of it, for a reason. */
  readonly state: "audited" | "absent" | "unread";
  readonly reason?: string;
  /** URNs of what is recorded. */
  readonly urns: readonly string[];
  readonly violations: readonly Violation[];
}

/**
 * Runs the policy packs over what is recorded of a stack. The file that they read has its secrets sealed, as the backend
 * has them; the engine opens them in its memory, if it has the key, and packs do not repeat them.
 */
export async function analyzeStack(project: Project, stack: string): Promise<StackAudit> {
  const violations: Violation[] = [];
  let urns: readonly string[] = [];
  let said = "";
  try {
    await withScratch(project.root, async (folder) => {
      const text = await runPulumi(project, ["stack", "export", "--stack", stack]);
      urns = urnsIn(text);
      const file = path.join(folder, "state.json");
      await writeFile(file, text, { mode: 0o600 });
      const env = { ...project.env, TMPDIR: folder, RESIDENCY_PROFILE: "" };
      const command = ["policy", "analyze", "--file", file, ...packArguments(project), "--json"];
      await streamPulumi(
        { root: project.root, env },
        [...command, "--non-interactive"],
        ({ policyEvent, diagnosticEvent }) => {
          if (diagnosticEvent?.severity === "error") said = diagnosticEvent.message;
          if (policyEvent === undefined) return;
          const { resourceUrn = "", message, policyName, policyPackName, enforcementLevel } = policyEvent;
          violations.push({
            stack,
            urn: resourceUrn,
            pack: policyPackName,
            policy: policyName,
            message: plain(message),
            mandatory: enforcementLevel === "mandatory",
          });
        },
      );
    });
  } catch (error) {
    // The CLI fails when there is a violation; if there is none, something else is wrong.
    if (!violations.some(({ mandatory }) => mandatory) || !isVerdict(error)) {
      const reason = said === "" ? (error as Error).message : said;
      return { stack, state: "unread", reason, urns, violations };
    }
  }
  return { stack, state: "audited", urns, violations };
}

function isVerdict(error: unknown): boolean {
  return error instanceof Error && error.message.includes("mandatory policy violations were found");
}

function urnsIn(exported: string): string[] {
  const { deployment } = JSON.parse(exported) as { deployment?: Deployment };
  return (deployment?.resources ?? []).map(({ urn }) => urn);
}

/** The description of the policy comes first, the same for each; colours are marked in a way of the engine's own. */
function plain(message: string): string {
  const [description = "", ...rest] = message
    .replaceAll(/<\{%[^%]*%\}>/g, "")
    .trim()
    .split("\n");
  return rest.length === 0 ? description : rest.join("\n").trim();
}
