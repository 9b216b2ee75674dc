import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { LOCAL_FOLDER } from "../engine/local-state.ts";

/*
 * What a drill has done so far, so that the same command can take it up again. The file is written whole, before and
 * after each step: whenever the command is killed, the last one that was written is there.
 */

/** Which drill is meant. */
export interface DrillName {
  readonly environment: string;
  readonly drill: string;
}

/** - `begun`: it may have been cut off. - `left out`: it did not apply; `said` is why. */
export type StepState = "waiting" | "begun" | "done" | "failed" | "left out";

export interface StepRecord {
  readonly name: string;
  readonly state: StepState;
  /** When it was begun first. */
  readonly began?: string;
  readonly ended?: string;
  /** What it came to, in words. */
  readonly said?: string;
}

/** - `stopped`: a step has failed, or somebody has interrupted it. - `abandoned`: it will not be taken up again. */
export type RunState = "running" | "stopped" | "done" | "abandoned";

/** One run of a drill. */
export interface Run<Notes> {
  readonly version: 1;
  readonly environment: string;
  readonly drill: string;
  readonly mode: "sandbox" | "failover" | "hub";
  /** The way back of a failover is a run of its own. */
  readonly direction: "there" | "back";
  /** On all that it makes; such as `3f9a1c`. */
  readonly id: string;
  /** When it was asked for: the stopwatch starts here. */
  readonly ordered: string;
  /** Digest of the plan that it carries out. */
  readonly plan: string;
  readonly state: RunState;
  readonly steps: readonly StepRecord[];
  /** What a step leaves for those after it. No secret is in it. */
  readonly notes: Notes;
}

/** A new run, of which nothing has been done. */
export function newRun<Notes>(
  { environment, drill }: DrillName,
  { mode, direction, plan, notes }: Pick<Run<Notes>, "mode" | "direction" | "plan" | "notes">,
): Run<Notes> {
  const id = randomBytes(3).toString("hex");
  const ordered = new Date().toISOString();
  const begun = { version: 1, environment, drill, mode, direction, id, ordered, plan } as const;
  return { ...begun, state: "running", steps: [], notes };
}

/** Where a run stopped, in words: `before restore`, `in restore`, `done`. */
export function describeState({ state, steps }: Pick<Run<unknown>, "state" | "steps">): string {
  if (state === "done" || state === "abandoned") return state;
  const open = steps.find((step) => step.state !== "done" && step.state !== "left out");
  const how = state === "running" ? "running" : "stopped";
  if (open === undefined) return how;
  return `${how} ${open.state === "waiting" ? "before" : "in"} ${open.name}`;
}

/** Folder of what is known of the runs of a drill. */
export function runFolder(root: string, { environment, drill }: DrillName): string {
  return path.join(root, LOCAL_FOLDER, "drills", environment, drill);
}

/** The last run of a drill, in its file. */
export class Journal<Notes> {
  readonly #file: string;
  #run: Run<Notes>;

  private constructor(file: string, run: Run<Notes>) {
    this.#file = file;
    this.#run = run;
  }

  /** The last run; `undefined` if there was none. @throws Error if it cannot be read. */
  static async open<Notes>(root: string, name: DrillName): Promise<Journal<Notes> | undefined> {
    const file = fileOf(root, name);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    return new Journal(file, parse<Notes>(file, text));
  }

  /** Begins a run in the place of the last one. */
  static async begin<Notes>(root: string, run: Run<Notes>): Promise<Journal<Notes>> {
    const file = fileOf(root, run);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const journal = new Journal(file, run);
    await journal.#write();
    return journal;
  }

  get run(): Run<Notes> {
    return this.#run;
  }

  async setState(state: RunState): Promise<void> {
    await this.#change({ state });
  }

  /** Adds to what later steps go by. */
  async note(notes: Partial<Notes>): Promise<void> {
    await this.#change({ notes: { ...this.#run.notes, ...notes } });
  }

  /** Says which steps come next; those that are known already stay as they are. */
  async plan(names: readonly string[]): Promise<void> {
    const next = names.filter((name) => this.#step(name) === undefined);
    const steps = next.map((name): StepRecord => ({ name, state: "waiting" }));
    await this.#change({ steps: [...this.#run.steps, ...steps] });
  }

  async setStep(name: string, facts: Partial<StepRecord>): Promise<void> {
    await this.#change({
      steps: this.#run.steps.map((step) => (step.name === name ? { ...step, ...facts } : step)),
    });
  }

  #step(name: string): StepRecord | undefined {
    return this.#run.steps.find((step) => step.name === name);
  }

  async #change(changes: Partial<Run<Notes>>): Promise<void> {
    this.#run = { ...this.#run, ...changes };
    await this.#write();
  }

  async #write(): Promise<void> {
    const next = `${this.#file}.${process.pid}`;
    await writeFile(next, `${JSON.stringify(this.#run, undefined, 2)}\n`, { mode: 0o600, flush: true });
    await rename(next, this.#file);
    await removeHalfWritten(this.#file);
  }
}

function fileOf(root: string, name: DrillName): string {
  return path.join(runFolder(root, name), "run.json");
}

function parse<Notes>(file: string, text: string): Run<Notes> {
  try {
    const run = JSON.parse(text) as Run<Notes>;
    if ((run.version as number) === 1 && Array.isArray(run.steps)) return run;
  } catch {
    // Said below.
  }
  throw new Error(
    `${file} is not the journal of a drill, or of another version of this program. Look what the drill has left ` +
      "(label archipelago/drill), and remove the file.",
  );
}

/** A command that was killed as it wrote leaves a file beside it. */
async function removeHalfWritten(file: string): Promise<void> {
  const folder = path.dirname(file);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${path.basename(file)}.`)) await rm(path.join(folder, name), { force: true });
  }
}
