import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Folder of the project that git ignores: state, passphrase and clusters of a fleet that runs on this machine. */
export const LOCAL_FOLDER = ".archipelago";

/** Where the file backend keeps what it keeps; `undefined` for any other. Options may follow its path: `?metadata=skip`. */
export function stateFolder(backend: string): string | undefined {
  const [, folder] = /^file:\/\/([^?]*)/.exec(backend) ?? [];
  return folder === undefined ? undefined : path.join(folder, ".pulumi");
}

/**
 * Makes what a fleet with local state needs, once: the folder of the file backend, and a passphrase for its secrets
 * that only this user can read. What is there is never written again: without its passphrase a state is lost.
 */
export async function prepareLocalState(root: string): Promise<{ passphraseFile: string }> {
  const folder = path.join(root, LOCAL_FOLDER);
  await mkdir(path.join(folder, "state"), { recursive: true, mode: 0o700 });
  const passphraseFile = path.join(folder, "passphrase");
  if (!existsSync(passphraseFile)) {
    if (!existsSync(path.join(folder, "state", ".pulumi"))) await removeStaleSalts(path.join(root, "stacks"));
    await placeOnce(passphraseFile, randomBytes(32).toString("base64url"));
  }
  return { passphraseFile };
}

/** What `pulumi stack init` writes beside the program, if there is nothing else to configure. */
const ONLY_A_SALT = /^encryptionsalt: \S+\s*$/;

/**
 * Who removes the local folder leaves the configuration files of its stacks behind (git ignores them, see .gitignore).
 * With the salt of a passphrase that is gone, no new stack of that name could be made.
 */
async function removeStaleSalts(stacks: string): Promise<void> {
  const names = await readdir(stacks).catch(() => []);
  for (const name of names.filter((each) => /^Pulumi\.local.*\.yaml$/.test(each))) {
    const file = path.join(stacks, name);
    if (ONLY_A_SALT.test(await readFile(file, "utf8"))) await rm(file);
  }
}

/** A link appears with all of its content, or not at all; and never in the place of one that is there. */
async function placeOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    // Another fleet command has made it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
