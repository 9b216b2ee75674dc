import path from "node:path";
import { environmentOf } from "../../fleet/fleet.ts";
import { readClusterRecords } from "../clusters.ts";
import { LOCAL_FOLDER } from "../engine/local-state.ts";
import { openProject } from "../engine/project.ts";
import { contextsOf, type Contexts } from "../kubeconfig/contexts.ts";
import { mergeKubeconfigs } from "../kubeconfig/merge.ts";
import { writeKubeconfig } from "../kubeconfig/write.ts";

export interface KubeconfigOptions {
  readonly environment?: string;
  /** @default a file beside the state, which git ignores */
  readonly output?: string;
  readonly json?: boolean;
}

/**
 * `fleet kubeconfig`: one file with a context for each cluster that has been brought up. It stands alone: the user's
 * own kubeconfig is neither read nor changed.
 */
export async function run({ environment, output, json = false }: KubeconfigOptions): Promise<void> {
  const project = await openProject();
  const { fleet } = project;
  const chosen = environment === undefined ? fleet.environments : [environmentOf(fleet, environment)];
  const recorded = await Promise.all(
    chosen.map(async (each) => ({ environment: each, records: await readClusterRecords(project, each) })),
  );
  const result = contextsOf(fleet, recorded);
  if (result.contexts.length === 0) {
    const reasons = result.missing.map(({ name, reason }) => `  ${name}: ${reason}`);
    throw new Error(
      ["There is no cluster to reach yet; to bring them up: npx fleet up", ...reasons].join("\n"),
    );
  }
  const file = path.resolve(output ?? path.join(project.root, LOCAL_FOLDER, "kubeconfig"));
  await writeKubeconfig(file, mergeKubeconfigs(result.contexts, result.current));
  console.log(json ? formatJson(file, result) : formatText(file, result));
}

function formatJson(file: string, { contexts, missing, current }: Contexts): string {
  const names = contexts.map(({ name }) => name);
  return JSON.stringify({ file, contexts: names, current: current ?? null, missing }, undefined, 2);
}

function formatText(file: string, { contexts, missing, current }: Contexts): string {
  const names = contexts.map(({ name }) => (name === current ? `${name} (current)` : name));
  return [
    `contexts: ${names.join(", ")}`,
    ...missing.map(({ name, reason }) => `missing:  ${name}, ${reason}`),
    "",
    `export KUBECONFIG='${file.replaceAll("'", `'\\''`)}'`,
  ].join("\n");
}
