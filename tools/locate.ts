import { findInCache } from "./cache.ts";
import type { Platform, Tool, ToolName } from "./catalogue.ts";
import { Prober } from "./probe.ts";
import type { Report, ToolSource } from "./progress.ts";

/** What all the steps work with. */
export interface Setting {
  tools: readonly Tool[];
  cache: string;
  platform: Platform;
  env: NodeJS.ProcessEnv;
  report: Report;
  signal?: AbortSignal | undefined;
}

/** A tool that is there. */
export interface Located {
  path: string;
  /** Known where it comes from the cache. */
  version?: string;
  source: ToolSource;
}

/** What a look around has shown. */
export interface Survey {
  located: Map<ToolName, Located>;
  missing: { tool: Tool; ways: string[] }[];
}

/** Looks on the machine, then in the cache. Downloads nothing and builds nothing. */
export async function survey({ tools, cache, platform, env }: Setting): Promise<Survey> {
  const prober = new Prober(cache, env);
  const onMachine = new Map<ToolName, string>();
  const result: Survey = { located: new Map(), missing: [] };
  for (const tool of tools) {
    const path = await prober.find(tool, onMachine);
    if (path !== undefined) {
      onMachine.set(tool.name, path);
      result.located.set(tool.name, { path, source: "path" });
      continue;
    }
    const cached = await findInCache(cache, tool, platform);
    if (cached) result.located.set(tool.name, { ...cached, source: "cache" });
    else result.missing.push({ tool, ways: [whyNotOnMachine(tool, prober), `cache: not in ${cache}`] });
  }
  await prober.save();
  return result;
}

function whyNotOnMachine(tool: Tool, prober: Prober): string {
  switch (tool.probe.kind) {
    case "beside":
      return `PATH: not beside a ${tool.probe.tool} that will do`;
    case "plugin":
      return `plugin folder: no ${tool.probe.folder}`;
    case "ask": {
      const refusals = prober.refusals.filter((refusal) => refusal.tool === tool.name);
      if (refusals.length === 0) return "PATH: not there";
      const found = refusals.map(({ path, reason }) => `${path} ${reason}`).join(", ");
      return `PATH: ${found}; accepted is ${tool.accepts}`;
    }
  }
}
