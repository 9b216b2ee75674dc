import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CloudFolder } from "./folder.ts";
import type { Operation } from "./ledger.ts";

/** What is to go wrong, and with which calls. */
export interface Fault {
  /** Default: any. */
  readonly operation?: Operation;
  readonly type?: string;
  readonly region?: string;
  /** Name that the program gave to the resource. */
  readonly name?: string;
  /** Only the calls with these numbers, of those that match; the first is 1. Default: all. */
  readonly nth?: readonly number[];
  /** Seconds that the cloud takes to answer, after it has carried the call out. */
  readonly seconds?: number;
  /**
   * `before`: the cloud refuses the call. `after`: it carries it out, and the answer is lost. `partly`: it accepts it, and
   * the resource does not get ready. `silent`: it carries it out and never answers.
   */
  readonly fails?: "before" | "after" | "partly" | "silent";
  /** What it says. */
  readonly message?: string;
}

export interface Call {
  readonly operation: Operation;
  readonly type: string;
  readonly region: string;
  readonly name: string;
}

/** Faults are read with every call, so that a test may change them while engines run. */
export class Faults {
  readonly #cloud: CloudFolder;

  constructor(cloud: CloudFolder) {
    this.#cloud = cloud;
  }

  set(...faults: readonly Fault[]): void {
    writeFileSync(this.#file("counts"), "{}");
    writeFileSync(this.#file("faults"), JSON.stringify(faults));
  }

  /** The fault that strikes a call, if any. Counts the call. */
  async strike(call: Call): Promise<Fault | undefined> {
    if (!existsSync(this.#file("faults"))) return undefined;
    return this.#cloud.alone(() => {
      const faults = this.#read<Fault[]>("faults", []);
      const counts = this.#read<Record<string, number>>("counts", {});
      const struck = faults.filter((fault, index) => {
        if (!concerns(fault, call)) return false;
        const count = (counts[index] = (counts[index] ?? 0) + 1);
        return fault.nth?.includes(count) ?? true;
      });
      writeFileSync(this.#file("counts"), JSON.stringify(counts));
      return struck[0];
    });
  }

  #read<T>(name: string, otherwise: T): T {
    const file = this.#file(name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : otherwise;
  }

  #file(name: string): string {
    return path.join(this.#cloud.path, `${name}.json`);
  }
}

function concerns({ operation, type, region, name }: Fault, call: Call): boolean {
  return (
    (operation ?? call.operation) === call.operation &&
    (type ?? call.type) === call.type &&
    (region ?? call.region) === call.region &&
    (name ?? call.name) === call.name
  );
}
