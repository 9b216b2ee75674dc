import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesOf, readMaterial, ROOT_NAME } from "../../fleet/trust/folder.ts";
import { trustMaterial, type TrustMaterial } from "../../fleet/trust/material.ts";
import { UsageError } from "../errors.ts";
import type { Authority } from "./authority.ts";

/** The roots of an environment. In the exchange of a root there are two, and for a time both are accepted. */
export interface Roots {
  /** Signs issuers. */
  readonly root: Authority;
  /** Is accepted, and will sign next. */
  readonly next?: Authority;
  /** Is still accepted, in PEM. */
  readonly previous?: string;
}

/**
 * The folder in which the trust of one environment is kept: `root/` and a folder for each cluster. Everything in it is
 * readable by this user only, and each folder appears whole or not at all.
 */
export class TrustStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  roots(): Roots | undefined {
    const root = this.#authority("root");
    if (root === undefined) return undefined;
    const next = this.#authority("next");
    const previous = this.#rootFile("previous-cert.pem");
    return {
      root,
      ...(next === undefined ? {} : { next }),
      ...(previous === undefined ? {} : { previous }),
    };
  }

  /** @returns false if there is a root by now: it is left as it is. */
  createRoot(root: Authority): boolean {
    return this.#place(ROOT_NAME, rootFiles({ root }));
  }

  replaceRoots(roots: Roots): void {
    this.#replace(ROOT_NAME, rootFiles(roots));
  }

  /** @throws UsageError if there is something that cannot be used. */
  material(cluster: string): TrustMaterial | undefined {
    const found = readMaterial(this.#folderOf(cluster));
    if (found === undefined) return undefined;
    const parsed = trustMaterial.safeParse(found);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`);
    throw new UsageError(`${this.#folderOf(cluster)} cannot be used: ${problems.join("; ")}`);
  }

  /** @returns false if there is material by now: it is left as it is. */
  create(cluster: string, material: TrustMaterial): boolean {
    return this.#place(this.#checked(cluster), filesOf(material));
  }

  replace(cluster: string, material: TrustMaterial): void {
    this.#replace(this.#checked(cluster), filesOf(material));
  }

  #authority(name: "root" | "next"): Authority | undefined {
    const certificate = this.#rootFile(`${name}-cert.pem`);
    if (certificate === undefined) return undefined;
    const key = this.#rootFile(`${name}-key.pem`);
    // Without its key a root can be shown and accepted; whoever wants to sign with it will be told.
    return { certificate, key: key ?? "" };
  }

  #rootFile(name: string): string | undefined {
    const file = path.join(this.folder, ROOT_NAME, name);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  #folderOf(cluster: string): string {
    return path.join(this.folder, cluster);
  }

  #checked(cluster: string): string {
    if (cluster !== ROOT_NAME) return cluster;
    throw new UsageError(`A cluster that is called "${ROOT_NAME}" would have the folder of the root.`);
  }

  /** A folder appears under its name when all is in it, unless there is one already. */
  #place(name: string, files: Readonly<Record<string, string>>): boolean {
    const draft = this.#draft(files);
    try {
      renameSync(draft, path.join(this.folder, name));
      return true;
    } catch (error) {
      rmSync(draft, { recursive: true });
      if (["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
      throw error;
    }
  }

  #replace(name: string, files: Readonly<Record<string, string>>): void {
    const draft = this.#draft(files);
    const target = path.join(this.folder, name);
    const old = `${draft}-old`;
    if (existsSync(target)) renameSync(target, old);
    renameSync(draft, target);
    rmSync(old, { recursive: true, force: true });
  }

  #draft(files: Readonly<Record<string, string>>): string {
    const draft = path.join(this.folder, `.${randomUUID()}`);
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    for (const [name, text] of Object.entries(files))
      writeFileSync(path.join(draft, name), text, { mode: 0o600 });
    return draft;
  }

  /** The clusters that have a folder. */
  clusters(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).filter((name) => name !== ROOT_NAME && !name.startsWith("."));
  }
}

function rootFiles({ root, next, previous }: Roots): Record<string, string> {
  const pair = (name: string, { certificate, key }: Authority) => ({
    [`${name}-cert.pem`]: certificate,
    ...(key === "" ? {} : { [`${name}-key.pem`]: key }),
  });
  return {
    ...pair("root", root),
    ...(next === undefined ? {} : pair("next", next)),
    ...(previous === undefined ? {} : { "previous-cert.pem": previous }),
  };
}
