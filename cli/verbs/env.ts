import { openProject } from "../engine/project.ts";

/** Prints shell exports, to be evaluated, after which a plain `pulumi` does the same as `fleet`. */
export async function run(): Promise<void> {
  const { env } = await openProject();
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${quoted(value)}`);
}

/** For a POSIX shell: everything inside single quotes stands for itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
