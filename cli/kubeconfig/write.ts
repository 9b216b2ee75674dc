import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { UsageError } from "../errors.ts";

/**
 * Writes a kubeconfig that only this user can read, at once or not at all.
 * @throws UsageError for the user's own kubeconfig, whose contexts would be lost.
 */
export async function writeKubeconfig(file: string, content: string, home = homedir()): Promise<void> {
  if (path.resolve(file) === path.join(home, ".kube", "config")) {
    throw new UsageError(
      `${file} is your own kubeconfig: it would be replaced. Choose another file with -o.`,
    );
  }
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
