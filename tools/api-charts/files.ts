import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../child.ts";
import { ChecksumError, reasonOf, type Downloader } from "../download.ts";
import type { ApiBundle } from "./bundles.ts";

export interface FetchSetting {
  readonly downloader: Downloader;
  readonly env: NodeJS.ProcessEnv;
  /** Where to put downloads. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** The files of a bundle: from the web, or out of its Go module. They are what the table says, or this fails. */
export async function fetchFiles(bundle: ApiBundle, setting: FetchSetting): Promise<string[]> {
  try {
    return await download(bundle, setting);
  } catch (error) {
    setting.signal?.throwIfAborted();
    if (error instanceof ChecksumError || bundle.module === undefined) throw error;
    try {
      return await fromModule(bundle, setting);
    } catch (second) {
      throw new Error(`download: ${reasonOf(error)}; Go module: ${reasonOf(second)}`, { cause: second });
    }
  }
}

async function download({ name, url, files }: ApiBundle, setting: FetchSetting): Promise<string[]> {
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

async function fromModule({ module = "", files }: ApiBundle, setting: FetchSetting): Promise<string[]> {
  const { env, folder, signal } = setting;
  const { stdout } = await run({
    file: "go",
    arguments: ["mod", "download", "-json", module],
    cwd: folder,
    env: { ...env, GOWORK: "off", GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" },
    signal,
  });
  const { Dir: source } = JSON.parse(stdout) as { Dir: string };
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
