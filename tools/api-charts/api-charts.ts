import { createHash } from "node:crypto";
import { mkdir, readFile, readlink, rm, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, placeFolder, stagingFolder } from "../cache.ts";
import { Downloader, reasonOf } from "../download.ts";
import { ToolchainError } from "../toolchain-error.ts";
import { apiBundles, type ApiBundle } from "./bundles.ts";
import { chartFolderName, definitionsIn, writeChart } from "./chart.ts";
import { fetchFiles } from "./files.ts";

/** Raised when charts are made in another way from the same files. */
const RECIPE = 1;

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
 * files, or from their Go modules.
 * @throws ToolchainError that tells of every bundle that could not be had.
 */
export async function ensureApiCharts(options: ApiChartOptions = {}): Promise<string> {
  const { env = process.env, bundles = apiBundles, onProgress = () => undefined, signal } = options;
  const folder = await chartsFolder(env, bundles);
  if (await isFolder(folder)) return folder;
  const staging = await stagingFolder(cacheFolder(env));
  try {
    const downloader = new Downloader(env);
    const lines: string[] = [];
    for (const bundle of bundles) {
      try {
        const files = await fetchFiles(bundle, { downloader, env, folder: staging, signal });
        const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
        const place = join(staging, "charts", chartFolderName(bundle));
        await writeChart(place, bundle, texts.flatMap(definitionsIn));
        onProgress(`api-${bundle.name} ${bundle.version}: made`);
      } catch (error) {
        signal?.throwIfAborted();
        lines.push(`Resource types of ${bundle.name} ${bundle.version}: ${reasonOf(error)}`);
      }
    }
    if (lines.length > 0) throw new ToolchainError(lines);
    const own = { name: "linkerd", version: "2.20.0" };
    const links = await readFile(OWN_LINKERD, "utf8");
    await writeChart(join(staging, "charts", chartFolderName(own)), own, definitionsIn(links));
    await placeFolder(join(staging, "charts"), folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
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

const OWN_LINKERD = fileURLToPath(new URL("linkerd/links.yaml", import.meta.url));

/** Named for all that goes into it, so that one that exists is right. */
async function chartsFolder(env: NodeJS.ProcessEnv, bundles: readonly ApiBundle[]): Promise<string> {
  const inputs = JSON.stringify([RECIPE, bundles, await readFile(OWN_LINKERD, "utf8")]);
  const digest = createHash("sha256").update(inputs).digest("hex").slice(0, 10);
  return join(cacheFolder(env), "charts", digest);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
