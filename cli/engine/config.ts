import type { Project } from "./project.ts";
import { runPulumi } from "./pulumi.ts";

interface ConfigEntry {
  readonly value?: string;
  readonly secret: boolean;
}

/** A structured value of a stack's config that is no secret; `undefined` if it is not set. Values of secrets are never asked for. */
export async function readConfig(project: Project, stack: string, key: string): Promise<unknown> {
  const text = await runPulumi(project, ["config", "--json", "--stack", stack]);
  const { value } = (JSON.parse(text) as Record<string, ConfigEntry>)[key] ?? {};
  return value === undefined ? undefined : (JSON.parse(value) as unknown);
}

/**
 * Writes a structured value into a stack's config, in plain. In one run of the CLI, which writes the file once: with
 * `config set --path`, one run for each leaf, a kill could leave half a value, and a list could not become shorter.
 */
export async function writeConfig(
  project: Project,
  stack: string,
  key: string,
  value: object,
): Promise<void> {
  const entry = { value: JSON.stringify(value), objectValue: value, secret: false };
  await runPulumi(project, [
    "config",
    "set-all",
    "--stack",
    stack,
    "--json",
    JSON.stringify({ [key]: entry }),
  ]);
}

/** Writes a text that is no secret into a stack's config. */
export async function writeText(project: Project, stack: string, key: string, value: string): Promise<void> {
  await runPulumi(project, ["config", "set", "--plaintext", key, value, "--stack", stack]);
}
