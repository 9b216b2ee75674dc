import { rm } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { buildTools } from "./build.ts";
import { adopt, entryPath, findInCache, stagingFolder, sweep, versionOf, type Origin } from "./cache.ts";
import type { Digest, Tool, ToolName } from "./catalogue.ts";
import { ChecksumError, Downloader, extract, reasonOf } from "./download.ts";
import type { Located, Setting } from "./locate.ts";
import { withLocks } from "./lock.ts";
import { reportWhile, secondsSince } from "./progress.ts";

/** What has become of tools that had to be made. */
export interface Making {
  made: Map<ToolName, Located>;
  /** For each tool that was not made, why each way failed. */
  failed: Map<ToolName, string[]>;
}

const downloadsAtOnce = 3;

/** Makes what is missing: by downloads side by side, then, one after another, by builds, which use all cores anyway. */
export async function make(missing: readonly Tool[], setting: Setting): Promise<Making> {
  await sweep(setting.cache);
  const workshop = new Workshop(setting);
  const downloader = new Downloader(setting.env);
  const limit = pLimit(downloadsAtOnce);
  const archives = Map.groupBy(missing, (tool) => pinned(tool, setting)?.url);
  await Promise.all([...archives.values()].map((tools) => limit(() => workshop.download(tools, downloader))));
  for (const tools of Map.groupBy(workshop.toBuild(missing), (tool) => tool.build.module).values()) {
    await workshop.build(tools);
  }
  return workshop;
}

function pinned({ download }: Tool, { platform }: Setting): { url: string; digest: Digest } | undefined {
  const digest = download?.digests[platform];
  return download && digest && { url: download.url(platform), digest };
}

/** Makes groups of tools, and keeps the score. */
class Workshop implements Making {
  readonly made = new Map<ToolName, Located>();
  readonly failed = new Map<ToolName, string[]>();
  /** Tools that may not be made in another way. */
  readonly #barred = new Set<ToolName>();
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  toBuild(tools: readonly Tool[]): Tool[] {
    return tools.filter(({ name }) => !this.made.has(name) && !this.#barred.has(name));
  }

  /** Fetches one archive and takes the tools out of it. */
  async download(tools: readonly Tool[], downloader: Downloader): Promise<void> {
    const { platform, report, signal } = this.#setting;
    const [first] = tools;
    const source = first && pinned(first, this.#setting);
    if (!first || !source) {
      this.#fail(tools, `download: no checksum is pinned for ${platform}`);
      return;
    }
    const hopeless = downloader.failureAt(source.url);
    if (hopeless !== undefined) {
      this.#fail(tools, `download: ${hopeless}`);
      return;
    }
    try {
      await this.#atWork("download", tools, async (wanted, staging) => {
        const step = { tool: first.name, version: first.version, state: "downloading" } as const;
        const archive = await reportWhile(report, step, (onProgress) =>
          downloader.fetch(source.url, source.digest, staging, { signal, onProgress }),
        );
        return this.#unpack(archive, wanted, staging);
      });
    } catch (error) {
      signal?.throwIfAborted();
      const reason = reasonOf(error);
      this.#fail(tools, `download: ${reason}`);
      report({ tool: first.name, version: first.version, state: "downloading", detail: `failed: ${reason}` });
      if (error instanceof ChecksumError) this.#bar(tools);
    }
  }

  /** What an archive holds for each tool; an artifact that is no archive is the program. */
  async #unpack(archive: string, tools: readonly Tool[], staging: string): Promise<Map<ToolName, string>> {
    const { platform, signal } = this.#setting;
    const folder = join(staging, "archive");
    const members = tools.flatMap(({ download }) => download?.member?.(platform) ?? []);
    if (members.length > 0) await extract(archive, members, folder, signal);
    return new Map(
      tools.map(({ name, download }) => {
        const member = download?.member?.(platform);
        return [name, member === undefined ? archive : join(folder, member)];
      }),
    );
  }

  /** Builds tools of one module. */
  async build(tools: readonly Tool[]): Promise<void> {
    const { platform, env, report, signal } = this.#setting;
    try {
      await this.#atWork("build", tools, (wanted, staging) => {
        const [first, ...others] = wanted;
        if (!first) return Promise.resolve(new Map());
        const company = others.length > 0 ? ` (with ${others.map(({ name }) => name).join(", ")})` : "";
        const step = { tool: first.name, version: versionOf(first, "build"), state: "building" } as const;
        return reportWhile(report, step, (onProgress) =>
          buildTools(
            wanted,
            { staging, platform, env },
            {
              signal,
              onProgress: (detail) => {
                onProgress(detail + company);
              },
            },
          ),
        );
      });
    } catch (error) {
      signal?.throwIfAborted();
      this.#fail(tools, `build: ${reasonOf(error)}`);
      this.#bar(tools);
    }
  }

  /**
   * Makes tools in a folder of their own, alone: another process that wants one of them waits, and then finds it in
   * the cache. Whatever happens, the folder is gone afterwards.
   */
  async #atWork(
    origin: Origin,
    tools: readonly Tool[],
    work: (wanted: readonly Tool[], staging: string) => Promise<ReadonlyMap<ToolName, string>>,
  ): Promise<void> {
    const { cache, platform, report, signal } = this.#setting;
    const state = origin === "build" ? "building" : "downloading";
    const begin = performance.now();
    const locks = tools.map(({ name }) => join(cache, "locks", name));
    const onWait = (holder: number): void => {
      for (const tool of tools) {
        const detail = `waiting for process ${holder}, which is at it`;
        report({ tool: tool.name, version: versionOf(tool, origin), state, detail });
      }
    };
    await withLocks(locks, { signal, onWait }, async () => {
      const wanted = await this.#notInCache(tools);
      if (wanted.length === 0) return;
      for (const tool of wanted) report({ tool: tool.name, version: versionOf(tool, origin), state });
      const staging = await stagingFolder(cache);
      try {
        const programs = await work(wanted, staging);
        for (const tool of wanted) {
          const program = programs.get(tool.name);
          if (program === undefined) continue;
          const path = await entryPath(cache, tool, origin, platform);
          await adopt(program, path, staging);
          const { name } = tool;
          const version = versionOf(tool, origin);
          this.made.set(name, { path, version, source: origin });
          report({ tool: name, version, state: "ready", source: origin, seconds: secondsSince(begin) });
        }
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
    });
  }

  /** Those of the tools that nobody has made in the meantime. */
  async #notInCache(tools: readonly Tool[]): Promise<Tool[]> {
    const { cache, platform, report } = this.#setting;
    const wanted: Tool[] = [];
    for (const tool of tools) {
      const cached = await findInCache(cache, tool, platform);
      if (cached) {
        this.made.set(tool.name, { ...cached, source: "cache" });
        report({ tool: tool.name, version: cached.version, state: "ready", source: "cache" });
      } else {
        wanted.push(tool);
      }
    }
    return wanted;
  }

  #fail(tools: readonly Tool[], way: string): void {
    for (const { name } of this.#unmade(tools))
      this.failed.set(name, [...(this.failed.get(name) ?? []), way]);
  }

  /** Gives tools up. */
  #bar(tools: readonly Tool[]): void {
    for (const { name } of this.#unmade(tools)) {
      this.#barred.add(name);
      this.#setting.report({ tool: name, state: "failed", detail: this.failed.get(name)?.at(-1) ?? "" });
    }
  }

  #unmade(tools: readonly Tool[]): Tool[] {
    return tools.filter(({ name }) => !this.made.has(name));
  }
}
