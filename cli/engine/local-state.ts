import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Folder of the project that git ignores: state, passphrase and clusters of a fleet that runs on this machine. */
export const LOCAL_FOLDER = ".archipelago";

/**
 * Makes what a fleet with local state needs, once: the folder of the file backend, and a passphrase for its secrets
 * that only this user can read. What is there is never written again: without its passphrase a state is lost.
 */
export async function prepareLocalState(root: string): Promise<{ passphraseFile: string }> {
  const folder = path.join(root, LOCAL_FOLDER);
  await mkdir(path.join(folder, "state"), { recursive: true, mode: 0o700 });
  const passphraseFile = path.join(folder, "passphrase");
  if (!existsSync(passphraseFile)) {
    try {
      await writeFile(passphraseFile, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Another fleet command has made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return { passphraseFile };
}
