import { openProject } from "../engine/project.ts";
import { plainScratch } from "../engine/scratch.ts";

/** Prints shell exports, to be evaluated, after which a plain `pulumi` does the same as `fleet`. */
export async function run(): Promise<void> {
  const { env: common, root } = await openProject();
  const env = { ...common, TMPDIR: await plainScratch(root) };
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${quoted(value)}`);
}

/** For a POSIX shell: everything inside single quotes stands for itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
