import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";

interface StackConfig {
  readonly encryptionsalt?: string;
}

/**
 * Gives a stack that is about to be made the salt of another one, if secrets are encrypted with a passphrase. The
 * engine makes a key of passphrase and salt, with a million rounds, for every stack whose outputs it reads: with a
 * salt for each, a region of a large fleet would spend most of its time on that, and the passphrase is the same one
 * anyway. A stack of another secrets provider has no salt, and a configuration that is there is left alone.
 */
export async function shareSalt(root: string, stack: string): Promise<void> {
  const folder = path.join(root, "stacks");
  const names = (await readdir(folder)).filter((name) => /^Pulumi\..+\.yaml$/.test(name)).sort();
  const own = `Pulumi.${stack}.yaml`;
  if (names.includes(own)) return;
  const configs = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  const salt = configs.map((text) => (parse(text) as StackConfig | null)?.encryptionsalt).find(Boolean);
  if (salt !== undefined)
    await writeFile(path.join(folder, own), `encryptionsalt: ${salt}\n`, { flag: "wx" });
}
