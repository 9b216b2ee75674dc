import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkpointFile, type Deployment } from "../engine/deployment.ts";
import { LOCAL_FOLDER } from "../engine/local-state.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi } from "../engine/pulumi.ts";

/*
 * Copies of the states of stacks, as `pulumi stack export` gives them: what is secret in them is sealed as in the state.
 * They lie on the machine that runs `fleet up`, beside the state of a local fleet and away from that of any other.
 */

/** So many different states of a stack are kept; the oldest goes when another one comes. */
const KEPT = 10;

/** What `pulumi stack export` prints, and `pulumi stack import` takes (apitype, UntypedDeployment). */
interface Export {
  readonly version: number;
  readonly deployment: Deployment & { readonly manifest?: unknown };
}

export interface StateCopy {
  readonly stack: string;
  /** When it was taken, ISO 8601. */
  readonly taken: string;
  readonly resources: number;
  readonly file: string;
}

/**
 * Puts the state of a stack aside, if it is another one than the last that was put aside.
 * @throws Error if it cannot be read: then there is nothing that an `up` could begin with either.
 */
export async function keepCopy(project: Project, stack: string, now = new Date()): Promise<void> {
  const state = await exported(project, stack);
  if ((state.deployment.resources ?? []).length === 0) return;
  const copies = await copiesOf(project, stack);
  const [newest] = copies;
  if (newest !== undefined && digest(await readCopy(newest)) === digest(state)) return;
  const folder = await folderOf(project, stack);
  const file = path.join(folder, `${now.toISOString().replaceAll(":", "-")}.json`);
  await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  // Whole, or not there: a copy that is half written is none.
  await rename(`${file}.new`, file);
  for (const old of copies.slice(KEPT - 1)) await rm(old.file, { force: true });
}

/** The copies of a stack, the newest first. One that cannot be read is left out. */
export async function copiesOf(project: Project, stack: string): Promise<StateCopy[]> {
  const folder = path.join(copiesFolder(project), stack);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const copies = await Promise.all(
    names.map(async (name): Promise<StateCopy[]> => {
      const file = path.join(folder, name);
      const text = await readFile(file, "utf8").catch(() => "");
      const resources = resourcesIn(text);
      return resources === undefined ? [] : [{ stack, taken: takenAt(name), resources, file }];
    }),
  );
  return copies.flat().sort((one, other) => (one.taken < other.taken ? 1 : -1));
}

/** Stacks that there are copies of. */
export async function copiedStacks(project: Project): Promise<string[]> {
  return (await readdir(copiesFolder(project)).catch(() => [])).sort();
}

export async function readCopy({ file }: Pick<StateCopy, "file">): Promise<Export> {
  return JSON.parse(await readFile(file, "utf8")) as Export;
}

/** Where the copies of a stack are, made if need be; others than its owner do not look into it. */
export async function folderOf(project: Project, stack: string): Promise<string> {
  const folder = path.join(copiesFolder(project), stack);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(copiesFolder(project), 0o700);
  return folder;
}

function copiesFolder({ root }: Project): string {
  return path.join(root, LOCAL_FOLDER, "copies");
}

/** The file of a state in a folder holds the same in another shape; the CLI takes half a second to tell it. */
async function exported(project: Project, stack: string): Promise<Export> {
  const file = checkpointFile(project, stack);
  if (file === undefined)
    return JSON.parse(await runPulumi(project, ["stack", "export", "--stack", stack])) as Export;
  const { checkpoint, ...rest } = JSON.parse(await readFile(file, "utf8")) as {
    version: number;
    checkpoint: { latest?: Deployment };
  };
  return { ...rest, deployment: checkpoint.latest ?? {} };
}

/**
 * The same for two states that say the same. Each run of the engine says when it was, seals every secret anew, and has
 * the resources, and what each depends on, in the order in which they came.
 */
function digest({ deployment: { manifest: _, ...deployment } }: Export): string {
  const resources = [...(deployment.resources ?? [])].sort((one, other) => (one.urn < other.urn ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify({ ...deployment, resources }, lasting))
    .digest("hex");
}

function lasting(key: string, value: unknown): unknown {
  if (key === "ciphertext") return "";
  const isListOfTexts = Array.isArray(value) && value.every((each) => typeof each === "string");
  return isListOfTexts ? [...value].sort() : value;
}

function resourcesIn(text: string): number | undefined {
  try {
    return ((JSON.parse(text) as Export).deployment.resources ?? []).length;
  } catch {
    return undefined;
  }
}

/** `2026-11-27T18-40-00.000Z.json`: a colon is no part of a file name everywhere. */
function takenAt(name: string): string {
  return name.replace(/\.json$/, "").replace(/T(\d\d)-(\d\d)-/, "T$1:$2:");
}
