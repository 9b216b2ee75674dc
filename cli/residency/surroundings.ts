import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Declaration } from "../../fleet/declaration/schema.ts";
import type { Surroundings } from "../../fleet/residency/plan.ts";

/** Today, as exceptions say when they end. */
export function isoDay(date = new Date()): string {
  return date.toISOString().slice(0, 10);
}

/** What Pulumi's own files say of a project, and the day. Nothing is asked of a backend, and no engine is needed. */
export function surroundingsOf(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): (declaration: Pick<Declaration, "state">) => Surroundings {
  const project = readYaml(path.join(root, "Pulumi.yaml")) as ProjectFile | undefined;
  const backend = env.PULUMI_BACKEND_URL ?? project?.backend?.url;
  const folder = path.join(root, project?.stackConfigDir ?? ".");
  const secretsProviders = new Map(stackFiles(folder).map((file) => [stackOf(file), providerIn(file)]));
  return ({ state }) => {
    return { today: isoDay(), state: { backend, secretsProviders, country: state?.country } };
  };
}

interface ProjectFile {
  readonly stackConfigDir?: string;
  readonly backend?: { readonly url?: string };
}

function stackFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^Pulumi\..+\.yaml$/.test(name))
    .map((name) => path.join(folder, name));
}

function stackOf(file: string): string {
  return path.basename(file).replace(/^Pulumi\.(.+)\.yaml$/, "$1");
}

/** A file with a salt is of a passphrase, though it does not say so. */
function providerIn(file: string): string | undefined {
  const config = readYaml(file) as { secretsprovider?: string; encryptionsalt?: string } | null;
  return config?.secretsprovider ?? (config?.encryptionsalt === undefined ? undefined : "passphrase");
}

function readYaml(file: string): unknown {
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
}
