import { readFile } from "node:fs/promises";
import { checkpointFile } from "./deployment.ts";
import type { Project } from "./project.ts";
import { runPulumi } from "./pulumi.ts";

type Tags = Readonly<Record<string, string>>;

/* Tags of a stack: what is to be known of it by whoever runs next, on whatever machine. They are kept with its state. */

export async function hasTag(project: Project, stack: string, tag: string): Promise<boolean> {
  const tags = (await tagsInFolder(project, stack)) ?? (await tagsOf(project, stack));
  return tag in tags;
}

export async function setTag(project: Project, stack: string, tag: string): Promise<void> {
  await runPulumi(project, ["stack", "tag", "set", tag, "true", "--stack", stack]);
}

export async function removeTag(project: Project, stack: string, tag: string): Promise<void> {
  await runPulumi(project, ["stack", "tag", "rm", tag, "--stack", stack]);
}

/** `undefined` if the state is not in a folder. Each run of the engine asks, and the CLI would take a third of a second. */
async function tagsInFolder(project: Project, stack: string): Promise<Tags | undefined> {
  const checkpoint = checkpointFile(project, stack);
  if (checkpoint === undefined) return undefined;
  try {
    // pkg/backend/diy/stack_tags.go
    const text = await readFile(checkpoint.replace(/\.json$/, ".pulumi-tags"), "utf8");
    return (JSON.parse(text) as { tags?: Tags }).tags ?? {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

async function tagsOf(project: Project, stack: string): Promise<Tags> {
  return JSON.parse(await runPulumi(project, ["stack", "tag", "ls", "--json", "--stack", stack])) as Tags;
}
