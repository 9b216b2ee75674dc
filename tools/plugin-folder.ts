import { mkdir, readlink, rm, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Where Pulumi keeps its plugins. */
export function pluginFolder(env: NodeJS.ProcessEnv): string {
  return join(env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi"), "plugins");
}

/**
 * Puts a plugin from the cache where Pulumi looks for it, as `pulumi plugin install` would: on PATH it would be found
 * too, but with a warning in every run. What Pulumi has put there itself is left alone.
 */
export async function placePlugin(program: string, place: string): Promise<void> {
  if (program === place) return;
  await mkdir(dirname(place), { recursive: true });
  const target = await readlink(place).catch(() => undefined);
  if (target === program) return;
  await rm(place, { force: true });
  await symlink(program, place).catch((error: unknown) => {
    // Another process has been quicker, with the same link.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
}
