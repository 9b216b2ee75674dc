import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { CloudFolder } from "./folder.ts";

export type Operation = "configure" | "create" | "read" | "update" | "delete" | "invoke" | "describe";

/** One line of the ledger. A call that was cut off has begun and not ended; what it did is `done` all the same. */
export interface Entry {
  readonly time: string;
  /** `done`: the cloud has carried it out, whatever becomes of the answer. */
  readonly phase: "begun" | "done" | "ended";
  readonly operation: Operation;
  readonly type: string;
  /** Name that the program gave to the resource. */
  readonly name?: string;
  readonly region?: string;
  readonly id?: string;
  readonly error?: string;
  /** Inputs that an update changed. */
  readonly changed?: readonly string[];
}

/** Everything that was asked of a simulated cloud, in order: JSON, one entry a line. */
export class Ledger {
  readonly #file: string;

  constructor(cloud: CloudFolder) {
    this.#file = path.join(cloud.path, "ledger.jsonl");
  }

  write(entry: Omit<Entry, "time">): void {
    appendFileSync(this.#file, `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
  }

  read(): Entry[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, "utf8").trim().split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
  }
}
