import { mkdir, readFile } from "node:fs/promises";
import { devNull } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { loadFleet } from "../../fleet/declaration/load.ts";
import type { Fleet } from "../../fleet/fleet.ts";
import { LOCAL_FOLDER, prepareLocalState } from "./local-state.ts";
import { requireApiCharts, requireToolchain } from "./toolchain.ts";

/** Name of the project in Pulumi.yaml, part of the name of every stack. */
export const PROJECT_NAME = "archipelago";

/** Folder of the project: the one this program stands in. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, "../..");

/** The project a command works on, ready for the engine. */
export interface Project {
  readonly root: string;
  readonly fleet: Fleet;
  /** Where the state is, as a URL; the one of a folder is absolute. */
  readonly backend: string;
  /** Folder of the policy packs that every run of the engine goes by. */
  readonly policies: string;
  /** Environment variables of the engine and of all it starts, on top of this process's own. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ProjectOptions {
  /** The declaration, where it has been read in another way. */
  readonly fleet?: Fleet | undefined;
  /** Folder of the policy packs: for a pull request, that of its base branch. */
  readonly policies?: string | undefined;
}

/**
 * Reads the declaration and prepares the surroundings of the engine.
 * @throws DeclarationError if the declaration cannot be used, UsageError if tools are missing.
 */
export async function openProject(
  root = PROJECT_ROOT,
  { fleet = loadFleet(root), policies = path.join(root, "policies") }: ProjectOptions = {},
): Promise<Project> {
  const { binDir } = await requireToolchain(fleet);
  const env = await engineEnvironment(root, binDir);
  await requireApiCharts(fleet, root);
  // The engine itself is looked up through the PATH of this process.
  process.env.PATH = env.PATH;
  return { root, fleet, backend: await backendOf(root), policies: path.resolve(policies), env };
}

type EngineEnvironment = Readonly<Record<string, string>> & { readonly PATH: string };

/** What a plain `pulumi` needs in order to do the same as this program; `fleet env` prints it. */
async function engineEnvironment(root: string, binDir: string): Promise<EngineEnvironment> {
  return {
    PATH: [binDir, path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    ...(await passphrase(root)),
    // No cluster is ever reached through what happens to be configured around us.
    KUBECONFIG: devNull,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: await compileCache(root),
  };
}

async function backendOf(root: string): Promise<string> {
  const project = parse(await readFile(path.join(root, "Pulumi.yaml"), "utf8")) as {
    backend?: { url?: string };
  };
  const url = process.env.PULUMI_BACKEND_URL ?? project.backend?.url ?? "";
  return url.startsWith("file://") ? `file://${path.resolve(root, url.slice("file://".length))}` : url;
}

/** The user's own passphrase, if there is one; else the project's. A backend with a secrets provider ignores it. */
async function passphrase(root: string): Promise<Record<string, string>> {
  const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = process.env;
  if (PULUMI_CONFIG_PASSPHRASE !== undefined || PULUMI_CONFIG_PASSPHRASE_FILE !== undefined) return {};
  const { passphraseFile } = await prepareLocalState(root);
  return { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile };
}

/** Compiled code of the program and its libraries: a third of a second less for each run of the engine. */
async function compileCache(root: string): Promise<string> {
  const folder = path.join(root, LOCAL_FOLDER, "compile-cache");
  await mkdir(folder, { recursive: true });
  return folder;
}
