import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface ScriptOptions {
  readonly args?: readonly string[];
  /** Folder that it works in. */
  readonly cwd?: string;
  /** What the shell does first. */
  readonly before?: string;
}

/** Processes that do nothing but run, under names of the test's choice. They end with the test, one way or another. */
export class Children {
  readonly #started: ChildProcess[] = [];

  /** A program at this path. */
  async program(file: string): Promise<ChildProcess> {
    mkdirSync(path.dirname(file), { recursive: true });
    symlinkSync("/bin/sleep", file);
    return this.#start(spawn(file, ["60"], { stdio: "ignore" }));
  }

  /** A shell script at this path; to `ps` it is `/bin/sh <path> <arguments>`. */
  async script(file: string, { args = [], cwd, before = ":" }: ScriptOptions = {}): Promise<ChildProcess> {
    mkdirSync(path.dirname(file), { recursive: true });
    // It waits for a line that never comes: when the tests end, its input does, and so does it.
    writeFileSync(file, `#!/bin/sh\n${before}\necho ready\nread line\n`, { mode: 0o755 });
    const child = await this.#start(spawn(file, args, { cwd, stdio: ["pipe", "pipe", "ignore"] }));
    await once(child.stdout!, "data");
    return child;
  }

  async endAll(): Promise<void> {
    const running = this.#started.filter(isRunning);
    await Promise.all(running.map((child) => (child.kill("SIGKILL"), ended(child))));
  }

  async #start(child: ChildProcess): Promise<ChildProcess> {
    this.#started.push(child);
    await once(child, "spawn");
    return child;
  }
}

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Waits for its end, and tells the signal that ended it. */
export async function ended(child: ChildProcess): Promise<NodeJS.Signals | null> {
  if (isRunning(child)) await once(child, "exit");
  return child.signalCode;
}
