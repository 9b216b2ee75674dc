import type { ToolName } from "./catalogue.ts";

/** How a tool was come by. */
export type ToolSource = "path" | "cache" | "download" | "build";

/** A step in finding or making one tool. */
export interface ToolProgress {
  tool: ToolName;
  /** The release, which for a build may be another than for a download. */
  version?: string;
  state: "found" | "downloading" | "building" | "ready" | "failed";
  source?: ToolSource;
  /** Since work on this tool began. */
  seconds?: number;
  detail?: string;
}

export type Report = (progress: ToolProgress) => void;

const tickMilliseconds = 15_000;

/** Reports the same step again and again while long work goes on, with the time it has taken and its latest detail. */
export async function reportWhile<T>(
  report: Report,
  step: Pick<ToolProgress, "tool" | "version" | "state">,
  work: (onProgress: (detail: string) => void) => Promise<T>,
): Promise<T> {
  const begin = performance.now();
  let detail: string | undefined;
  const timer = setInterval(() => {
    report({ ...step, seconds: secondsSince(begin), ...(detail === undefined ? {} : { detail }) });
  }, tickMilliseconds);
  try {
    return await work((latest) => (detail = latest));
  } finally {
    clearInterval(timer);
  }
}

/** Seconds since a reading of `performance.now()`, with one decimal. */
export function secondsSince(begin: number): number {
  return Math.round((performance.now() - begin) / 100) / 10;
}
