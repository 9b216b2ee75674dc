import { createHash } from "node:crypto";
import { rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { placeFolder, stagingFolder } from "./cache.ts";
import type { ToolName } from "./catalogue.ts";
import { besides } from "./probe.ts";

/** Runs dynamic resources. Official installs of the CLI have it beside the CLI; the npm package has it too. */
const dynamicProvider = "pulumi-resource-pulumi-nodejs";

/** A folder with a link for each tool, fit to be put first on PATH. Its name is a digest of the links, so it never changes. */
export async function binFolder(cache: string, paths: ReadonlyMap<ToolName, string>): Promise<string> {
  const links = new Map<string, string>(paths);
  const pulumi = paths.get("pulumi");
  if (pulumi !== undefined) {
    const provider = (await besides(pulumi, dynamicProvider)) ?? dynamicProviderOfProject();
    if (provider !== undefined) links.set(dynamicProvider, provider);
  }
  const entries = [...links].sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 10);
  const folder = join(cache, "bin", digest);
  if (await stat(folder).catch(() => undefined)) return folder;

  const staging = await stagingFolder(cache);
  try {
    for (const [name, path] of entries) await symlink(path, join(staging, name));
    await placeFolder(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

function dynamicProviderOfProject(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
    return join(dirname(manifest), dynamicProvider);
  } catch {
    // Not installed yet; then there is no program either whose resources it would run.
    return undefined;
  }
}
