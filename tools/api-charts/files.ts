import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError, run } from "../child.ts";
import { ChecksumError, reasonOf, type Downloader } from "../download.ts";
import type { ApiBundle, OwnBundle, UpstreamBundle } from "./bundles.ts";

export interface FetchSetting {
  readonly downloader: Downloader;
  readonly env: NodeJS.ProcessEnv;
  /** Where to put downloads. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** The files of a bundle: our own, from the web, or out of its Go module. They are what the table says, or this fails. */
export async function fetchFiles(bundle: ApiBundle, setting: FetchSetting): Promise<string[]> {
  if ("own" in bundle) return ownFiles(bundle);
  try {
    return await download(bundle, setting);
  } catch (error) {
    setting.signal?.throwIfAborted();
    if (error instanceof ChecksumError || bundle.module === undefined) throw error;
    try {
      return await fromModule(bundle.module, bundle, setting);
    } catch (second) {
      setting.signal?.throwIfAborted();
      throw new Error(`download: ${reasonOf(error)}; Go module: ${reasonOf(second)}`, { cause: second });
    }
  }
}

/** Where a bundle of our own lies. */
export function ownFiles({ own }: OwnBundle): string[] {
  return own.map((file) => fileURLToPath(new URL(file, import.meta.url)));
}

async function download({ name, url, files }: UpstreamBundle, setting: FetchSetting): Promise<string[]> {
  const { downloader, folder, signal } = setting;
  const hopeless = downloader.failureAt(url);
  if (hopeless !== undefined) throw new Error(hopeless);
  return Promise.all(
    Object.entries(files).map(async ([file, digest], index) => {
      // Names of files repeat between folders.
      const place = join(folder, name, String(index));
      await mkdir(place, { recursive: true });
      return downloader.fetch(`${url}${file}`, digest, place, { signal });
    }),
  );
}

async function fromModule(
  module: string,
  { files }: UpstreamBundle,
  setting: FetchSetting,
): Promise<string[]> {
  const source = await moduleSource(module, setting);
  return Promise.all(
    Object.entries(files).map(async ([file, digest]) => {
      const path = join(source, file);
      const actual = `sha256:${createHash("sha256")
        .update(await readFile(path))
        .digest("hex")}`;
      if (actual !== digest)
        throw new ChecksumError(`${file} of ${module} has ${actual}, pinned is ${digest}`);
      return path;
    }),
  );
}

/** Fetches a module into Go's own cache, and tells where it lies there. Nothing is compiled. */
async function moduleSource(module: string, { env, folder, signal }: FetchSetting): Promise<string> {
  const settings = { ...env, GOWORK: "off", GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" };
  const go = (...parameters: string[]) =>
    run({ file: "go", arguments: parameters, cwd: folder, env: settings, signal });
  try {
    await go("mod", "download", module);
    const { stdout } = await go("list", "-m", "-f", "{{.Dir}}", module);
    return stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error("Go is not on PATH", { cause: error });
    if (error instanceof CommandError)
      throw new Error(`${error.message}: ${error.stderr.trim()}`, { cause: error });
    throw error;
  }
}
