import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withLocks } from "../../../tools/lock.ts";
import type { Place } from "./place.ts";
import type { Properties } from "./properties.ts";

/** A resource of the simulated cloud, as it is kept. */
export interface StoredObject {
  readonly type: string;
  readonly id: string;
  readonly place: Place;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** `engine`: made by a provider for the engine; `cloud`: by the cloud itself; `stranger`: by somebody else. */
  readonly madeBy: "engine" | "cloud" | "stranger";
  /** Accepted, and not ready yet. */
  readonly unsettled?: boolean;
  /** It was told once how far it is; by the next time it is ready. */
  readonly awaited?: boolean;
}

/** Environment variable with the folder that the simulated clouds are kept in. */
export const CLOUD_FOLDER = "ARCHIPELAGO_SIMULATED_CLOUD";

/**
 * A simulated cloud on the disk: one file for each resource, shared by all providers that work on it at the same time,
 * and there after all of them have ended.
 */
export class CloudFolder {
  readonly path: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.path = folder;
    mkdirSync(path.join(folder, "objects"), { recursive: true });
  }

  static fromEnvironment(): CloudFolder {
    const folder = process.env[CLOUD_FOLDER];
    if (folder === undefined)
      throw new Error(`${CLOUD_FOLDER} is not set: where is the simulated cloud kept?`);
    return new CloudFolder(folder);
  }

  /** Runs alone, of all processes. What it does must be short. */
  async alone<T>(work: () => T): Promise<T> {
    const lock = path.join(this.path, "lock");
    const turn = this.#last.then(() => withLocks([lock], {}, () => Promise.resolve(work())));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  all(): StoredObject[] {
    return readdirSync(path.join(this.path, "objects")).flatMap((folder) => this.#in(folder));
  }

  ofType(type: string): StoredObject[] {
    return this.#in(folderOf(type));
  }

  find(type: string, id: string): StoredObject | undefined {
    return this.ofType(type).find((object) => object.id === id);
  }

  /** Writes an object down, whether it is there or not. */
  put(object: StoredObject): StoredObject {
    const file = this.#file(object);
    mkdirSync(path.dirname(file), { recursive: true });
    const unfinished = `${file}.${randomUUID()}.new`;
    writeFileSync(unfinished, JSON.stringify(object));
    renameSync(unfinished, file);
    return object;
  }

  remove(object: StoredObject): void {
    rmSync(this.#file(object), { force: true });
  }

  #file({ type, id, place }: StoredObject): string {
    const name = createHash("sha256").update(`${place.region} ${id}`).digest("hex").slice(0, 24);
    return path.join(this.path, "objects", folderOf(type), `${name}.json`);
  }

  #in(folder: string): StoredObject[] {
    const place = path.join(this.path, "objects", folder);
    if (!existsSync(place)) return [];
    return readdirSync(place)
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => read(path.join(place, file)));
  }
}

/** Nothing for one that has just been removed. */
function read(file: string): StoredObject[] {
  try {
    return [JSON.parse(readFileSync(file, "utf8")) as StoredObject];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function folderOf(type: string): string {
  return type.replaceAll(/[/:]/g, "~");
}
