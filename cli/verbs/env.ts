import { engineEnvironment, PROJECT_ROOT } from "../engine/project.ts";
import { requireToolchain } from "../engine/toolchain.ts";

/** Prints shell exports, to be evaluated, after which a plain `pulumi` does the same as `fleet`. */
export async function run(): Promise<void> {
  const variables = await engineEnvironment(PROJECT_ROOT, await requireToolchain());
  for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${quoted(value)}`);
}

/** For a POSIX shell: everything inside single quotes stands for itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
