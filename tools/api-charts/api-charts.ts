import { createHash } from "node:crypto";
import { mkdir, readFile, readlink, rm, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder, placeFolder, stagingFolder, sweep } from "../cache.ts";
import { Downloader, reasonOf } from "../download.ts";
import { withLocks } from "../lock.ts";
import { ToolchainError } from "../toolchain-error.ts";
import { apiBundles, type ApiBundle } from "./bundles.ts";
import { chartFolderName, definitionsIn, labelled, writeChart } from "./chart.ts";
import { fetchFiles, ownFiles, type FetchSetting } from "./files.ts";

/** Raised when charts are made in another way from the same files. */
const RECIPE = 2;

export interface ApiChartOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** The table to work from. @default the project's */
  readonly bundles?: readonly ApiBundle[];
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * The folder with a chart of resource types for each bundle, made if it is not in the cache yet: from the releases'
 * files, or from their Go modules. Another process that wants the same waits, and then finds it made.
 * @throws ToolchainError that tells of every bundle that could not be had.
 */
export async function ensureApiCharts(options: ApiChartOptions = {}): Promise<string> {
  const { env = process.env, bundles = apiBundles, onProgress = () => undefined, signal } = options;
  const folder = await chartsFolder(env, bundles);
  if (await isFolder(folder)) return folder;
  const cache = cacheFolder(env);
  const onWait = (holder: number): void => {
    onProgress(`Resource types: waiting for process ${holder}, which is at it`);
  };
  await withLocks([join(cache, "locks", "api-charts")], { signal, onWait }, async () => {
    if (await isFolder(folder)) return;
    await sweep(cache);
    const staging = await stagingFolder(cache);
    try {
      const setting = { downloader: new Downloader(env), env, folder: staging, signal };
      await placeFolder(await makeCharts(bundles, setting, onProgress), folder);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
  return folder;
}

async function makeCharts(
  bundles: readonly ApiBundle[],
  setting: FetchSetting,
  onProgress: (line: string) => void,
): Promise<string> {
  const charts = join(setting.folder, "charts");
  const failures: string[] = [];
  for (const bundle of bundles) {
    try {
      const files = await fetchFiles(bundle, setting);
      const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
      const types = texts.flatMap(definitionsIn).map((type) => labelled(type, bundle.labels));
      await writeChart(join(charts, chartFolderName(bundle)), bundle, types);
      onProgress(`api-${bundle.name} ${bundle.version}: made`);
    } catch (error) {
      setting.signal?.throwIfAborted();
      failures.push(`Resource types of ${bundle.name} ${bundle.version}: ${reasonOf(error)}`);
    }
  }
  if (failures.length > 0) throw new ToolchainError(failures);
  return charts;
}

/** The folder, if it is in the cache. */
export async function locateApiCharts({
  env = process.env,
  bundles = apiBundles,
}: Pick<ApiChartOptions, "env" | "bundles"> = {}): Promise<string | undefined> {
  const folder = await chartsFolder(env, bundles);
  return (await isFolder(folder)) ? folder : undefined;
}

/** Puts a link to the charts where the program looks for them: in the project, so that its state names no machine. */
export async function linkApiCharts(folder: string, place: string): Promise<void> {
  if ((await readlink(place).catch(() => undefined)) === folder) return;
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { force: true });
  await symlink(folder, place).catch((error: unknown) => {
    // Another command has been quicker, with the same link.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
}

/** Named for all that goes into it, so that one that exists is right. */
async function chartsFolder(env: NodeJS.ProcessEnv, bundles: readonly ApiBundle[]): Promise<string> {
  const files = bundles.flatMap((bundle) => ("own" in bundle ? ownFiles(bundle) : []));
  const own = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const digest = createHash("sha256")
    .update(JSON.stringify([RECIPE, bundles, own]))
    .digest("hex")
    .slice(0, 10);
  return join(cacheFolder(env), "charts", digest);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
